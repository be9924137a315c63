#!lua flags=allow-oom
--[[ Send an entry of the outbox (again) now, its attempts counted anew.
  KEYS  1 any key of the queue's slot
  ARGV  1 now, unix ms (tests only)   2 notification id
  Returns 1, or 0 when there is none. ]]
-- include: clock, lane
local id = ARGV[2]
local entry = redis.call('HMGET', P_NOTIFY .. id, 'state', 'lane')
if not entry[1] then return 0 end
if entry[1] == 'SENDING' then return 1 end
redis.call('ZREM', K_NOTIFY_DEAD, id)
redis.call('ZREM', K_NOTIFY_DONE, id)
redis.call('PERSIST', P_NOTIFY .. id)
redis.call('HDEL', P_NOTIFY .. id, 'ended_ms', 'settled')
redis.call('HSET', P_NOTIFY .. id, 'state', 'WAITING', 'attempts', 0, 'created_ms', NOW)
lane_put(entry[2], id, NOW)
wake_notifier(entry[2])
return 1
