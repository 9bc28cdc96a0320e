/*
 * storage-cleaner-naive-published for Spin, by hand: 1 server, 2 cleaners, 1 user, 2 metadatas,
 * 2 images, 3 ids, 3 operations.  9,525,744 states.
 *
 * Control states are variables and every step is one d_step, so that a state is what it is in
 * heddle.  The log is a number to the base 19; appending where it is full, which leads outside
 * the bounds, is cut off before it is generated, which is in Spin's favour.
 */
#define FULL (log >= 361)

byte db_metadata, db_id;
byte blob[3];
short log;

#define WRITE(m, i) (1 + 3 * (m) + (i))
#define READ(m, i)  (10 + 3 * (m) + (i))

#define WAITING 0
#define STARTED_WRITE 1
#define WROTE_BLOB 2
#define STARTED_READ 3
#define READ_METADATA 4

active proctype server() {
	byte at, metadata, image, id;

	do
	:: d_step { at == WAITING && !FULL -> log = log * 19 + WRITE(1, 1); metadata = 1; image = 1; at = STARTED_WRITE }
	:: d_step { at == WAITING && !FULL -> log = log * 19 + WRITE(1, 2); metadata = 1; image = 2; at = STARTED_WRITE }
	:: d_step { at == WAITING && !FULL -> log = log * 19 + WRITE(2, 1); metadata = 2; image = 1; at = STARTED_WRITE }
	:: d_step { at == WAITING && !FULL -> log = log * 19 + WRITE(2, 2); metadata = 2; image = 2; at = STARTED_WRITE }
	:: d_step { at == STARTED_WRITE && blob[0] == 0 -> blob[0] = image; id = 1; at = WROTE_BLOB }
	:: d_step { at == STARTED_WRITE && blob[1] == 0 -> blob[1] = image; id = 2; at = WROTE_BLOB }
	:: d_step { at == STARTED_WRITE && blob[2] == 0 -> blob[2] = image; id = 3; at = WROTE_BLOB }
	:: d_step { at == WROTE_BLOB -> db_metadata = metadata; db_id = id; metadata = 0; image = 0; id = 0; at = WAITING }
	:: d_step { at == STARTED_WRITE || at == WROTE_BLOB -> metadata = 0; image = 0; id = 0; at = WAITING }
	:: d_step { at == WAITING -> at = STARTED_READ }
	:: d_step { at == STARTED_READ && db_metadata != 0 -> metadata = db_metadata; id = db_id; at = READ_METADATA }
	:: d_step { at == STARTED_READ && db_metadata == 0 && !FULL -> log = log * 19 + READ(0, 0); at = WAITING }
	:: d_step { at == READ_METADATA && !FULL -> log = log * 19 + READ(metadata, blob[id - 1]); metadata = 0; id = 0; at = WAITING }
	od
}

#define GOT_BLOB_KEYS 1
#define GOT_UNUSED_KEYS 2

active [2] proctype cleaner() {
	byte at, keys, unused;

	do
	:: d_step { at == WAITING -> keys = (blob[0] != 0) + 2 * (blob[1] != 0) + 4 * (blob[2] != 0); at = GOT_BLOB_KEYS }
	:: d_step { at == GOT_BLOB_KEYS -> unused = keys & ~((1 << db_id) >> 1); at = GOT_UNUSED_KEYS }
	:: d_step { at == GOT_UNUSED_KEYS && (unused & 1) -> blob[0] = 0; unused = unused & ~1 }
	:: d_step { at == GOT_UNUSED_KEYS && (unused & 2) -> blob[1] = 0; unused = unused & ~2 }
	:: d_step { at == GOT_UNUSED_KEYS && (unused & 4) -> blob[2] = 0; unused = unused & ~4 }
	:: d_step { at != WAITING -> keys = 0; unused = 0; at = WAITING }
	od
}
