#!lua flags=allow-oom
--[[ Send an entry of the outbox no more. A try that is under way is not called back; what it brings is not stored.
  KEYS  1 any key of the queue's slot
  ARGV  1 now, unix ms (tests only)   2 notification id
  Returns 1, or 0 when there is none or it was delivered. ]]
-- include: clock, lane, entry
local id = ARGV[2]
local entry = redis.call('HMGET', P_NOTIFY .. id, 'state', 'lane')
if not entry[1] or entry[1] == 'DELIVERED' then return 0 end
if end_entry(id, entry[2], 'DISCARDED') then return 1 end
if redis.call('ZREM', K_NOTIFY_DEAD, id) == 1 then
  redis.call('HSET', P_NOTIFY .. id, 'state', 'DISCARDED', 'ended_ms', NOW)
  redis.call('ZADD', K_NOTIFY_DONE, NOW, id)
end
return 1
