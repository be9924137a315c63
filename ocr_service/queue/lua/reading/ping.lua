#!lua
--[[ Does Redis take writes? Denied, as an enqueue would be, when it is full, read-only or cannot persist.
  KEYS  1 any key of the queue's slot
  ARGV  1 now, unix ms (tests only)
  Returns 1. ]]
-- include: clock
-- Not for the append-only file: health checks come all the time, and disks may sleep meanwhile (decision 0092).
redis.set_repl(redis.REPL_REPLICA)
redis.call('HSET', K_STATS, 'pinged_at', NOW_ISO)
return 1
