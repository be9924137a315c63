#!lua flags=allow-oom
--[[ Store how far a claimed task is.
  KEYS  1 any key of the queue's slot
  ARGV  1 now, unix ms (tests only)   2 task id   3 token   4 percent   5 message   6 pages done   7 pages total
  Returns 1, or 0 when the claim is lost. ]]
-- include: clock, task, fence
local task = held(ARGV[2], ARGV[3])
if not task then return 0 end
redis.call('HSET', P_TASK .. task.id, 'progress', ARGV[4], 'message', ARGV[5], 'pages_done', ARGV[6],
  'pages_total', ARGV[7], 'updated_at', NOW_ISO)
emit(task, 'PROCESSING', ARGV[4], ARGV[5], ARGV[6], ARGV[7])
return 1
