# heddle: build, test, play.  `make help` lists the targets.
#
# VARIANT picks a build folder and its flags: release (default), debug, asan,
# tsan, cover.  Every variant lives in build/VARIANT; release's binary is also
# build/heddle.

VERSION := 0.1.0
VARIANT ?= release
prefix ?= /usr/local
DESTDIR ?=
CC ?= cc
PKG_CONFIG ?= pkg-config
AR ?= ar
INSTALL ?= install

B := build/$(VARIANT)

warn := -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes
ifneq ($(DEVELOPER),0)
warn += -Werror
endif
flags_release := -O2 -g
flags_debug := -O0 -g3
flags_asan := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
flags_tsan := -O1 -g -fsanitize=thread
flags_cover := -O0 -g --coverage
link_asan := -fsanitize=address,undefined
link_tsan := -fsanitize=thread
link_cover := --coverage

libs := ncursesw libcjson
# Nothing is asked of pkg-config until a target needs it (see `needs`).
lib_cflags = $(shell $(PKG_CONFIG) --cflags $(libs) 2>/dev/null)
lib_libs = $(shell $(PKG_CONFIG) --libs $(libs) 2>/dev/null)
test_cflags = $(shell $(PKG_CONFIG) --cflags cmocka 2>/dev/null)
test_libs = $(shell $(PKG_CONFIG) --libs cmocka 2>/dev/null)

CFLAGS ?= $(flags_$(VARIANT))
all_cflags = -std=c11 -D_GNU_SOURCE -DHEDDLE_VERSION='"$(VERSION)"' -Iinclude $(warn) $(CFLAGS) $(CPPFLAGS)
all_ldflags = $(link_$(VARIANT)) $(LDFLAGS)

# Everything but the terminal and main is the library that tests link.
lib_sources := $(sort $(wildcard src/base/*.c src/core/*.c src/design/*.c src/record/*.c \
	src/check/*.c src/trace/*.c src/export/*.c src/app/*.c src/cli/*.c))
tui_sources := $(sort $(wildcard src/tui/*.c))
designs := $(sort $(wildcard src/designs/*.json))
bundled := $(sort $(wildcard traces/*.itf.json))

lib_objects := $(lib_sources:%.c=$B/%.o) $B/bundled.o
main_objects := $(tui_sources:%.c=$B/%.o) $B/src/main.o
test_sources := $(sort $(wildcard tests/unit/*.c tests/law/*.c tests/oracle/*.c tests/golden/*.c))
test_programs := $(test_sources:%.c=$B/%)
support_objects := $(patsubst %.c,$B/%.o,$(wildcard tests/support/*.c))

.DEFAULT_GOAL := all
.SECONDARY:
.DELETE_ON_ERROR:

# --- building ---------------------------------------------------------------

all: needs-build ## build build/heddle (the default)
	@$(MAKE) --no-print-directory $(if $(filter release,$(VARIANT)),build/heddle,$B/heddle)

build/heddle: build/release/heddle
	@ln -sf release/heddle $@

$B/heddle: $(main_objects) $B/libheddle.a
	$(CC) $(all_ldflags) -o $@ $^ $(lib_libs) -lpthread -lm

$B/libheddle.a: $(lib_objects)
	@rm -f $@
	$(AR) rcs $@ $^

$B/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(all_cflags) $(lib_cflags) -MMD -MP -c -o $@ $<

$B/bundled.o: $B/bundled.c
	$(CC) $(all_cflags) -MMD -MP -c -o $@ $<

# Design files and annotated traces become byte arrays in the binary.
$B/bundled.c: src/bundle.sh $(designs) $(bundled)
	@mkdir -p $(@D)
	sh src/bundle.sh $(designs) -- $(bundled) > $@

# --- testing ----------------------------------------------------------------

$B/tests/%.o: tests/%.c
	@mkdir -p $(@D)
	$(CC) $(all_cflags) $(lib_cflags) $(test_cflags) -Itests/support -MMD -MP -c -o $@ $<

$B/tests/%: $B/tests/%.o $(support_objects) $B/libheddle.a
	$(CC) $(all_ldflags) -o $@ $^ $(lib_libs) $(test_libs) -lpthread -lm

test-programs: $(test_programs)

# --- dependencies -----------------------------------------------------------

needs-build:
	@$(PKG_CONFIG) --exists $(libs) 2>/dev/null || $(MAKE) --no-print-directory deps

.PHONY: all needs-build test-programs

-include $(shell find $B -name '*.d' 2>/dev/null)
