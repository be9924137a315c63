#!lua flags=allow-oom
--[[ End a claimed task as FAILED: a dead letter.
  KEYS  1 any key of the queue's slot
  ARGV  1 now, unix ms (tests only)   2 task id   3 token   4 error code   5 its detail
  Returns 1, or 0 when the claim is lost. ]]
-- include: clock, task, lane, outbox, batch, statistics, quota, finish, fence
local task = held(ARGV[2], ARGV[3])
if not task then return repeated(ARGV[2], ARGV[3], 'FAILED') and 1 or 0 end
redis.call('ZREM', K_PROCESSING, task.id)
finish_failed(task, ARGV[4], ARGV[5])
return 1
