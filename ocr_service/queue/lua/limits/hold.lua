#!lua flags=allow-oom
--[[ Go on holding reservations, and be on the list of workers that use the limit.
  KEYS  1 any key of the queue's slot
  ARGV  1 now, unix ms (tests only)   2 name of the limit   3 worker   4 its row, JSON   5 lease, ms   6 ms after which a silent row goes   7… reservation ids
  Returns how many of them are still held. ]]
-- include: clock, limit
if ARGV[4] == '' then
  redis.call('HDEL', K_LIMIT_WORKERS, ARGV[3])
else
  local row = cjson.decode(ARGV[4])
  row.last_seen = NOW_ISO
  row.last_seen_ms = NOW
  redis.call('HSET', K_LIMIT_WORKERS, ARGV[3], cjson.encode(row))
end
local flat = redis.call('HGETALL', K_LIMIT_WORKERS)
for index = 1, #flat, 2 do
  local is_row, row = pcall(cjson.decode, flat[index + 1])
  local seen = is_row and type(row) == 'table' and tonumber(row.last_seen_ms) or 0
  if seen < NOW - tonumber(ARGV[6]) then redis.call('HDEL', K_LIMIT_WORKERS, flat[index]) end
end
local held = 0
for index = 7, #ARGV do
  if redis.call('ZSCORE', K_OPEN, ARGV[index]) then
    redis.call('ZADD', K_OPEN, NOW + tonumber(ARGV[5]), ARGV[index])
    held = held + 1
  end
end
return held
