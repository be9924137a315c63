#!lua flags=allow-oom
--[[ Remember that an API key was used now.
  KEYS  1 any key of the queue's slot
  ARGV  1 now, unix ms (tests only)   2 key id
  Returns 1. ]]
-- include: clock, quota
use(ARGV[2], 'calls', 1)
redis.call('HSET', K_KEYS_USED, ARGV[2], NOW)
return 1
