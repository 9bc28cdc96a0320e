-- storage-cleaner-naive-published for Rumur, by hand: 1 server, 2 cleaners, 1 user, 2 metadatas,
-- 2 images, 3 ids, 3 operations.  9,525,744 states.
--
-- The log is a number to the base 19; appending where it is full, which leads outside the bounds,
-- is cut off before it is generated, which is in Rumur's favour.

const
  full: 361;

type
  id: 1 .. 3;
  metadata: 1 .. 2;
  image: 1 .. 2;
  cleaner: 0 .. 1;
  server_at: enum { s_waiting, started_write, wrote_blob, started_read, read_metadata };
  cleaner_at: enum { c_waiting, got_blob_keys, got_unused_keys };

var
  db_metadata: 0 .. 2;
  db_id: 0 .. 3;
  blob: array [id] of 0 .. 2;
  log: 0 .. 6858;
  s_at: server_at;
  s_metadata: 0 .. 2;
  s_image: 0 .. 2;
  s_id: 0 .. 3;
  c_at: array [cleaner] of cleaner_at;
  keys: array [cleaner] of array [id] of boolean;
  unused: array [cleaner] of array [id] of boolean;

procedure clear_server(); begin
  s_metadata := 0;
  s_image := 0;
  s_id := 0;
  s_at := s_waiting;
end;

startstate begin
  db_metadata := 0;
  db_id := 0;
  log := 0;
  clear_server();
  for i: id do blob[i] := 0; end;
  for c: cleaner do
    c_at[c] := c_waiting;
    for i: id do keys[c][i] := false; unused[c][i] := false; end;
  end;
end;

ruleset m: metadata do ruleset p: image do
  rule "ServerStartWrite" s_at = s_waiting & log < full ==> begin
    log := log * 19 + 1 + 3 * m + p;
    s_metadata := m;
    s_image := p;
    s_at := started_write;
  end;
end; end;

ruleset i: id do
  rule "ServerWriteBlob" s_at = started_write & blob[i] = 0 ==> begin
    blob[i] := s_image;
    s_id := i;
    s_at := wrote_blob;
  end;
end;

rule "ServerWriteMetadataAndReturn" s_at = wrote_blob ==> begin
  db_metadata := s_metadata;
  db_id := s_id;
  clear_server();
end;

rule "ServerFailWrite" s_at = started_write | s_at = wrote_blob ==> begin
  clear_server();
end;

rule "ServerStartRead" s_at = s_waiting ==> begin
  s_at := started_read;
end;

rule "ServerReadMetadata" s_at = started_read & db_metadata != 0 ==> begin
  s_metadata := db_metadata;
  s_id := db_id;
  s_at := read_metadata;
end;

rule "ServerReadMetadataAndReturnEmpty" s_at = started_read & db_metadata = 0 & log < full ==> begin
  log := log * 19 + 10;
  clear_server();
end;

rule "ServerReadBlobAndReturn" s_at = read_metadata & log < full ==> begin
  log := log * 19 + 10 + 3 * s_metadata + blob[s_id];
  clear_server();
end;

ruleset c: cleaner do
  rule "CleanerStartGetBlobKeys" c_at[c] = c_waiting ==> begin
    for i: id do keys[c][i] := blob[i] != 0; end;
    c_at[c] := got_blob_keys;
  end;

  rule "CleanerGetUnusedKeys" c_at[c] = got_blob_keys ==> begin
    for i: id do unused[c][i] := keys[c][i] & db_id != i; end;
    c_at[c] := got_unused_keys;
  end;

  ruleset i: id do
    rule "CleanerDeletingKeys" c_at[c] = got_unused_keys & unused[c][i] ==> begin
      blob[i] := 0;
      unused[c][i] := false;
    end;
  end;

  rule "CleanerFail" c_at[c] != c_waiting ==> begin
    for i: id do keys[c][i] := false; unused[c][i] := false; end;
    c_at[c] := c_waiting;
  end;
end;
