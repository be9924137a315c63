#!lua
--[[ Announce a batch before its tasks are enqueued, or correct what was announced; none at all forgets it.
  KEYS  1 any key of the queue's slot
  ARGV  1 now, unix ms (tests only)   2 batch id   3 owner   4 number of its tasks
        5… names and values of what else its hash holds: key_id, callback_url, callback_events
  Returns 1. ]]
-- include: clock, task, lane, outbox, batch
local key = P_BATCH .. ARGV[2]
if ARGV[4] == '0' then
  redis.call('UNLINK', key, key .. ':open', key .. ':tasks')
  return 1
end
redis.call('HSETNX', key, 'created_at', NOW_ISO)
redis.call('HSET', key, 'owner', ARGV[3], 'total', ARGV[4], unpack(ARGV, 5))
redis.call('EXPIRE', key, TASK_TTL_S)
batch_settle({owner = ARGV[3], batch_id = ARGV[2]})
return 1
