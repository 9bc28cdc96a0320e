# heddle: build, test, play.  `make help` lists the targets.
#
# VARIANT picks a build folder and its flags: release (default), debug, asan, tsan, cover, fuzz.
# Every variant lives in build/VARIANT; release's program is also build/heddle.  `make V=1`
# shows the commands; `make DEVELOPER=1` makes warnings errors.
#
# `make BUILD=/tmp/heddle` puts all of that into another folder, and writes nothing here: the sources may
# be read-only.

VERSION := 0.1.0
BUILD ?= build
VARIANT ?= release
DEVELOPER ?= 0
HARDEN ?= 1

prefix ?= /usr/local
DESTDIR ?=
bindir ?= $(prefix)/bin
datadir ?= $(prefix)/share
mandir ?= $(datadir)/man
docdir ?= $(datadir)/doc/heddle
bashcompdir ?= $(datadir)/bash-completion/completions

AR ?= ar
INSTALL ?= install
PKG_CONFIG ?= pkg-config
CFLAGS ?= -O2 -g

B := $(BUILD)/$(VARIANT)

warn := -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes
ifeq ($(DEVELOPER),1)
warn += -Werror
endif

# What a variant adds to the flags of whoever builds.  HEDDLE_VERIFY: each step that is played is compared with
# its footprint.
variants := release debug asan tsan cover fuzz
compile_release :=
compile_debug := -O0 -g3 -DHEDDLE_VERIFY
compile_asan := -O1 -fPIC -DHEDDLE_VERIFY -fsanitize=address,undefined \
	-fno-sanitize-recover=all -fno-omit-frame-pointer
compile_tsan := -O1 -fsanitize=thread
compile_cover := -O0 --coverage
compile_fuzz := -O2 -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all \
	-DFUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
link_asan := -fsanitize=address,undefined
link_tsan := -fsanitize=thread
link_cover := --coverage
link_fuzz := -fsanitize=fuzzer,address,undefined
ifeq ($(filter $(VARIANT),$(variants)),)
$(error VARIANT=$(VARIANT) is none of $(variants))
endif

, := ,

# pkg-config is asked once, and only after `needs` has seen to it that there is one.
once = $(eval $1 := $$(shell $2))$($1)
lib_cflags = $(call once,lib_cflags,$(PKG_CONFIG) --cflags ncursesw libcjson)
lib_libs = $(call once,lib_libs,$(PKG_CONFIG) --libs ncursesw libcjson)
test_cflags = $(call once,test_cflags,$(PKG_CONFIG) --cflags cmocka)
test_libs = $(call once,test_libs,$(PKG_CONFIG) --libs cmocka)

# Flags against errors in memory, those of them that compiler and linker know; `make HARDEN=0` leaves them
# out.  Sanitizers look for the same, and better alone.
ifeq ($(HARDEN),1)
harden_compile_wanted := -fstack-protector-strong -fstack-clash-protection -fcf-protection -fPIE \
	-U_FORTIFY_SOURCE$(,)-D_FORTIFY_SOURCE=3
harden_link_wanted := -pie -Wl,-z,relro -Wl,-z,now
else
harden_compile_wanted :=
harden_link_wanted :=
endif
ifneq ($(filter asan tsan fuzz,$(VARIANT)),)
harden_compile_wanted :=
harden_link_wanted :=
endif
harden_compile = $(call once,harden_compile,CC='$(CC)' sh src/flags.sh compile '$(CFLAGS) $(compile_$(VARIANT)) \
	$(CPPFLAGS)' $(harden_compile_wanted))
harden_link = $(call once,harden_link,CC='$(CC)' sh src/flags.sh link '$(CFLAGS) $(LDFLAGS)' $(harden_link_wanted))

compile = $(CC) -std=c11 -D_GNU_SOURCE -DHEDDLE_VERSION='"$(VERSION)"' -Iinclude -Isrc $(warn) $(harden_compile) \
	$(CFLAGS) $(compile_$(VARIANT)) $(CPPFLAGS) $(lib_cflags)
link = $(CC) $(CFLAGS) $(link_$(VARIANT)) $(harden_link) $(LDFLAGS)

ifneq ($(V),1)
say = @printf '  %-7s %s\n' $1 $(patsubst $B/%,%,$@);
endif

# Every core is used; a -j on the command line wins.
ifeq ($(MAKELEVEL),0)
MAKEFLAGS += -j$(shell nproc 2>/dev/null || echo 2)
endif

# Everything but the terminal and main is the library that tests link.
main_sources := $(sort $(wildcard src/tui/*.c)) src/main.c
lib_sources := $(filter-out $(main_sources),$(sort $(wildcard src/*/*.c src/*/*/*.c)))
designs := $(sort $(wildcard src/designs/*.json))
open_designs := $(sort $(wildcard src/designs/variants/*.json src/designs/caching/*.json))
stories := $(sort $(wildcard src/designs/words/*.json))
bundled := $(patsubst %,traces/%.itf.json,$(sort $(patsubst traces/%.itf.json,%,$(wildcard traces/*.itf.json))))
headers := $(sort $(wildcard include/heddle/*.h src/*/*.h src/*/*/*.h))

pages := $(sort $(wildcard src/export/text/*.html))

lib_objects := $(lib_sources:%.c=$B/%.o) $B/bundled.o
main_objects := $(main_sources:%.c=$B/%.o)

test_sources := $(sort $(wildcard tests/unit/*.c tests/law/*.c tests/oracle/*.c tests/golden/*.c))
test_programs := $(test_sources:%.c=$B/%)
support_sources := $(wildcard tests/support/*.c)
support_objects := $(support_sources:%.c=$B/%.o)
fuzz_sources := $(sort $(wildcard tests/fuzz/*_fuzz.c))
fuzz_programs := $(fuzz_sources:%.c=$B/%)
shell_scripts = $(sort $(wildcard src/*.sh .ci/run tests/run tests/*.sh tests/*/*.sh tests/bench/run))

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SECONDARY:
.SUFFIXES:

# --- building ---------------------------------------------------------------

all: $(if $(filter release,$(VARIANT)),$(BUILD)/heddle,$B/heddle) ## build build/heddle; this is what plain make does

play: all ## build if need be and open the playground; ARGS=… are heddle's arguments
	@$B/heddle $(ARGS)

$(BUILD)/heddle: $(BUILD)/release/heddle
	@ln -sf release/heddle $@
	@echo '$@ is built; make play opens it'

$B/heddle: $(main_objects) $B/libheddle.a $B/flags
	$(call say,LINK)$(link) -o $@ $(main_objects) $B/libheddle.a $(lib_libs) -lpthread -lm

$B/libheddle.a: $(lib_objects) $B/members
	$(call say,AR)rm -f $@ && $(AR) rcs $@ $(lib_objects)

# A fuzzer learns from the comparisons that readers make; of those of searches and drawings there are many times more,
# and they say nothing about an input.
reads_input := src/base/quote.% src/core/json% src/trace/% src/design/% src/session/journal% src/session/schedule% \
	src/ui/command% src/ui/prompt.% src/cli/%
ifeq ($(VARIANT),fuzz)
$(filter-out $(reads_input:%=$B/%),$(lib_objects)): CFLAGS += -fno-sanitize-coverage=trace-cmp
endif

$B/%.o: %.c $B/flags
	$(call say,CC)mkdir -p $(@D) && $(compile) -MMD -MP -c -o $@ $<

$B/bundled.o: $B/bundled.c $B/flags
	$(call say,CC)$(compile) -MMD -MP -c -o $@ $<

# Design files and annotated traces become byte arrays in the program.
$B/bundled.c: src/bundle.sh $(designs) $(open_designs) $(bundled) $(pages) $(stories) $B/members
	$(call say,BUNDLE)sh src/bundle.sh $(designs) -- $(open_designs) -- $(bundled) -- $(pages) -- $(stories) >$@

# Written only when they change, so that other flags, or a file more or fewer, rebuild what they should.
# The list names sources: another spelling of BUILD must not link the program again while tests run it.
$B/flags: FORCE | needs
	@mkdir -p $(@D); printf '%s\n' '$(subst ','\'',$(compile) | $(link))' >$@.new; \
	cmp -s $@.new $@ && rm $@.new || mv $@.new $@
$B/members: FORCE
	@mkdir -p $(@D); printf '%s\n' $(lib_sources) $(designs) $(open_designs) $(bundled) $(pages) $(stories) >$@.new; \
	cmp -s $@.new $@ && rm $@.new || mv $@.new $@

# --- installing -------------------------------------------------------------

# One row a file: its mode, where it is, and where it goes.
define files_installed
755 $B/heddle $(bindir)/heddle
644 $B/heddle.1 $(mandir)/man1/heddle.1
644 $B/heddle.bash $(bashcompdir)/heddle
644 README.md $(docdir)/README.md
644 LICENSE $(docdir)/LICENSE
$(foreach f,$(wildcard docs/*.md docs/pictures/*.svg),644 $f $(docdir)/$f$(newline))
$(foreach f,$(bundled),644 $f $(datadir)/heddle/$f$(newline))
endef
define newline


endef
export files_installed

installed_list := $(datadir)/heddle/installed

install: all $B/heddle.1 $B/heddle.bash ## install under $(prefix); DESTDIR and prefix are honoured
	@echo "$$files_installed" | DESTDIR='$(DESTDIR)' INSTALL='$(INSTALL)' sh src/install.sh '$(installed_list)'

# Both are printed by the program, from its tables of subcommands, keys and commands.
$B/heddle.1: $B/heddle
	$(call say,MAN)$B/heddle manual >$@
$B/heddle.bash: $B/heddle
	$(call say,BASH)$B/heddle manual --bash >$@

uninstall: ## remove what install put there, and nothing else
	@DESTDIR='$(DESTDIR)' sh src/uninstall.sh '$(installed_list)'

# A folder is only removed if a build made it: BUILD may be anything.
clean: ## remove what was built
	@for variant in $(variants); do \
		if [ -f '$(BUILD)'/$$variant/flags ]; then rm -rf '$(BUILD)'/$$variant; fi; done
	@rm -rf build/tidy build/cppcheck
	@if [ -L '$(BUILD)/heddle' ]; then rm -f '$(BUILD)/heddle'; fi
	@rmdir '$(BUILD)' 2>/dev/null || true

# --- testing ----------------------------------------------------------------

$B/tests/%.o: tests/%.c $B/flags | needs-test
	$(call say,CC)mkdir -p $(@D) && $(compile) $(test_cflags) -Itests/support -MMD -MP -c -o $@ $<

# Instrumented code is large: a hundred programs share one copy, which takes minutes off linking them.
tested := $B/libheddle.a
ifeq ($(VARIANT),asan)
tested := $B/libheddle.so
link_tested = -Wl,-rpath,'$$ORIGIN/../..'
endif

$B/libheddle.so: $(lib_objects) $B/members
	$(call say,LINK)$(link) -shared -o $@ $(lib_objects) $(lib_libs) -lpthread -lm

$B/tests/%: linked = $(tested)
$B/tests/%: $B/tests/%.o $(support_objects) $(tested) $B/flags
	$(call say,LINK)$(link) $(link_tested) -o $@ $(filter %.o,$^) $(linked) $(lib_libs) $(test_libs) -lpthread -lm

# Allocations that fail when they are told to: only the linker that joins the callers can do that.
$B/tests/unit/memory_test: linked = $B/libheddle.a
$B/tests/unit/memory_test: $B/libheddle.a
$B/tests/unit/memory_test: LDFLAGS += $(foreach f,malloc calloc realloc mmap,-Wl$(,)--wrap=$f)

# The terminal is in no library.
$B/tests/unit/keys_test: $B/src/tui/keys.o $B/src/tui/clip.o

test-programs: $(test_programs)

test: all test-programs ## build and run all tests; T=… only those whose name has it in it
	@bash tests/run $B $(T)

goldens: all ## rewrite the expected screens and every screen and command in the docs
	@HEDDLE_REWRITE=1 bash tests/run $B transcript

# One row a picture: its name, and what makes it.
define pictures_made
start     render --size 90x22
play      render traces/storage-cleaner-naive --keys ! --size 90x26
lanes     render traces/storage-cleaner-naive-two --keys ! --view lanes --size 90x26
schedule  export traces/storage-cleaner-naive
states    export storage-cleaner-naive --diagram server
read      export storage-cleaner-naive --diagram read
endef
export pictures_made

pictures: all ## draw the pictures of README.md and docs anew, into docs/pictures
	@mkdir -p docs/pictures; echo "$$pictures_made" | while read -r name command; do \
		LC_ALL=C.UTF-8 XDG_STATE_HOME=/nonexistent $B/heddle $$command --to svg >docs/pictures/$$name.svg \
		|| exit 1; echo "docs/pictures/$$name.svg"; done

torture_seed = $(or $(SEED),$(call once,torture_day,date +%y%j0000))

sanitize: ## the tests under AddressSanitizer and UndefinedBehaviorSanitizer
	@$(MAKE) --no-print-directory VARIANT=asan test

tsan: ## the tests under ThreadSanitizer
	@$(MAKE) --no-print-directory VARIANT=tsan test

torture: $B/tests/law/random_design_law_test ## judge random designs in every way; N=10000, SEED=… (of the day)
	@echo 'make torture VARIANT=$(VARIANT) N=$(or $(N),10000) SEED=$(torture_seed)'
	@$< $(or $(N),10000) $(torture_seed)

memcheck: all test-programs needs-memcheck ## the tests in C under valgrind
	@HEDDLE_UNDER='valgrind -q --error-exitcode=99 --leak-check=full' bash tests/run $B unit/ law/

cover: ## the tests with coverage; a table by file
	@rm -rf $(BUILD)/cover/src $(BUILD)/cover/tests
	@$(MAKE) --no-print-directory VARIANT=cover test
	@bash tests/cover.sh $(BUILD)/cover

referee: all needs-referee ## let Spin explore what heddle exports, and compare; T=… only some
	@bash tests/referee/run.sh $B $(T)

bench: all ## measure how long a key takes, and a check
	+@if [ -f tests/bench/run ]; then bash tests/bench/run $B; \
	else echo 'there are no benchmarks yet' >&2; exit 1; fi

fuzz: needs-fuzz ## feed every parser with inputs that grow towards new code; SECONDS_EACH=60, T=… only some
	@$(MAKE) --no-print-directory VARIANT=fuzz CC=clang fuzz-programs
	@bash tests/fuzz.sh $(BUILD)/fuzz $(or $(SECONDS_EACH),60) $(T)

fuzz-programs: $(fuzz_programs)

headers: needs ## every header compiles alone
	@for header in $(headers); do \
		printf '#include "%s"\n' "$$header" | \
		$(compile) -Werror -I. -fsyntax-only -x c - || exit 1; \
	done; echo '$(words $(headers)) headers compile alone'

lint: lint-format lint-layout lint-shell lint-cppcheck lint-tidy headers ## format, clang-tidy, cppcheck, shellcheck, rooms, headers

formatted = $(sort $(lib_sources) $(main_sources) $(headers) $(wildcard tests/*/*.c tests/*/*.h))

lint-format: needs-lint
	@clang-format --dry-run --Werror $(formatted)
	@echo 'clang-format has nothing to say'

format: needs-lint ## set every C file as .clang-format says
	@clang-format -i $(formatted)

lint-layout: all
	@bash tests/layout.sh $B

lint-shell: needs-lint
	@shellcheck -x -P SCRIPTDIR $(shell_scripts)
	@echo 'shellcheck has nothing to say'

lint-cppcheck: needs-lint
	@mkdir -p build/cppcheck
	@cppcheck --quiet --std=c11 --inline-suppr --enable=warning,performance,portability --force \
		--error-exitcode=1 --cppcheck-build-dir=build/cppcheck -j2 -Iinclude -Isrc -D_GNU_SOURCE \
		--suppress=missingIncludeSystem --suppress=uninitvar --suppress=autoVariables src
	@echo 'cppcheck has nothing to say'

tidy_marks := $(patsubst %.c,build/tidy/%.ok,$(lib_sources) $(main_sources))
tidy = clang-tidy --quiet --warnings-as-errors='*' $1 $2 -- \
	-std=c11 -D_GNU_SOURCE -DHEDDLE_VERSION='"$(VERSION)"' -Iinclude -Isrc $(lib_cflags) 2>/dev/null

lint-tidy: $(tidy_marks)
	@echo 'clang-tidy has nothing to say'

build/tidy/%.ok: %.c $(headers) .clang-tidy | needs-lint needs
	$(call say,TIDY)mkdir -p $(@D) && $(call tidy,,$<)
	@touch $@

analyze: needs-lint ## clang's path-sensitive analyzer: slow, and not always right
	@$(call tidy,--checks='-*$(,)clang-analyzer-*$(,)-*insecureAPI*$(,)-*Padding',$(lib_sources) $(main_sources))

check-all: ## test, sanitize, lint: what has to pass before a change is shared
	@$(MAKE) --no-print-directory test
	@$(MAKE) --no-print-directory sanitize
	@$(MAKE) --no-print-directory lint

# --- dependencies -----------------------------------------------------------

deps: ## install what make play and make test need (Debian, Ubuntu), or say what to install
	@sh src/deps.sh build test

deps-lint: ## install what make lint and make memcheck need
	@sh src/deps.sh lint memcheck

# One after the other, for two package managers at once get in each other's way.
needs:
	@sh src/deps.sh --check build || $(MAKE) --no-print-directory deps
needs-test: needs
	@sh src/deps.sh --check test || $(MAKE) --no-print-directory deps
needs-lint needs-memcheck needs-fuzz needs-referee: needs-%: needs
	@sh src/deps.sh --check $* || sh src/deps.sh $*

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

FORCE:
.PHONY: FORCE all play install uninstall clean test-programs test torture goldens pictures sanitize tsan memcheck cover \
	bench fuzz fuzz-programs headers lint lint-layout lint-shell lint-cppcheck lint-tidy analyze check-all deps \
	deps-lint needs needs-test needs-lint needs-memcheck needs-fuzz needs-referee referee help

-include $(patsubst %.o,%.d,$(lib_objects) $(main_objects) $(support_objects)) \
	$(patsubst %,%.d,$(test_programs) $(fuzz_programs))
