#!lua
--[[ Announce a batch before its tasks are enqueued.
  KEYS  1 any key of the queue's slot
  ARGV  1 now, unix ms (tests only)   2 batch id   3 owner   4 number of its tasks
  Returns 1. ]]
-- include: clock
local key = P_BATCH .. ARGV[2]
redis.call('HSETNX', key, 'created_at', NOW_ISO)
redis.call('HSET', key, 'owner', ARGV[3], 'total', ARGV[4])
redis.call('EXPIRE', key, TASK_TTL_S)
return 1
