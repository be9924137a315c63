#!lua flags=allow-oom
--[[ Tell once a day what was done since the last time; the first time nothing is told, only counted from.
  KEYS  1 any key of the queue's slot
  ARGV  1 now, unix ms (tests only)   2 the day, YYYY-MM-DD   3 free bytes of the store
  Returns 1 when it was told. ]]
-- include: clock, task, lane, outbox
local COUNTED = {'completed', 'failed', 'cancelled', 'pages'}
local day = redis.call('HGET', K_STATS, 'summary_day')
if day == ARGV[2] then return 0 end

local totals = redis.call('HMGET', K_STATS, unpack(COUNTED))
local before = cjson.decode(redis.call('HGET', K_STATS, 'summary_totals') or '{}')
local now, since = {}, {}
for index, name in ipairs(COUNTED) do
  now[name] = tonumber(totals[index]) or 0
  since[name] = now[name] - (before[name] or 0)
end
redis.call('HSET', K_STATS, 'summary_day', ARGV[2], 'summary_totals', cjson.encode(now))
if not day then return 0 end
since.day, since.since = ARGV[2], day
since.dead_letters = redis.call('ZCARD', K_DEAD)
since.free_bytes = tonumber(ARGV[3])
announce({kind = 'summary.daily', subject = ARGV[2], detail = cjson.encode(since)})
return 1
