#!lua flags=allow-oom
--[[ Ask a worker to finish what it has and to stop.
  KEYS  1 any key of the queue's slot
  ARGV  1 now, unix ms (tests only)   2 worker id
  Returns 1, or 0 when there is no such worker. ]]
-- include: clock, signal
if redis.call('EXISTS', P_WORKER .. ARGV[2]) == 0 then return 0 end
redis.call('HSET', P_WORKER .. ARGV[2], 'draining', '1')
signal(ARGV[2], 'drain')
return 1
