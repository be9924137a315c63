#!lua flags=allow-oom
--[[ Take tokens from a bucket that refills by itself, or tell how long to wait for them.
  No rolling minute grants more than the limit: the bucket holds `burst` and refills at (limit - burst) a minute.
  KEYS  1 any key of the queue's slot
  ARGV  1 now, unix ms (tests only)   2 bucket   3 tokens   4 limit per minute   5 burst
  Returns 0 when they were taken, else the wait, ms. ]]
-- include: clock
local key, wanted, limit, burst = P_RATE .. ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local per_ms = (limit - burst) / 60000
local stored = redis.call('HMGET', key, 'tokens', 'at_ms')
local tokens = burst
if stored[1] then tokens = math.min(burst, tonumber(stored[1]) + math.max(0, NOW - tonumber(stored[2])) * per_ms) end
if tokens < wanted then return math.ceil((wanted - tokens) / per_ms) end
redis.call('HSET', key, 'tokens', tokens - wanted, 'at_ms', NOW)
redis.call('PEXPIRE', key, math.ceil(burst / per_ms) + 1000)
return 0
