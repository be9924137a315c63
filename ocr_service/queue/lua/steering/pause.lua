#!lua flags=allow-oom
--[[ Hand out nothing more from a queue, or hand out again.
  KEYS  1 any key of the queue's slot
  ARGV  1 now, unix ms (tests only)   2 priority   3 '1' to pause, '' to resume
  Returns 1. ]]
-- include: clock, task, place
local priority, paused = ARGV[2], ARGV[3] == '1'
redis.call(paused and 'SADD' or 'SREM', K_PAUSED, priority)
if not paused then wake(priority) end
emit({id = '', owner = '', batch_id = ''}, paused and 'QUEUE_PAUSED' or 'QUEUE_RESUMED', 0, priority)
return 1
