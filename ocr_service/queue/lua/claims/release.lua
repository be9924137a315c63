#!lua flags=allow-oom
--[[ Give a claimed task back to the head of its queue, uncharged.
  KEYS  1 any key of the queue's slot
  ARGV  1 now, unix ms (tests only)   2 task id   3 token
  Returns 1, or 0 when the claim is lost. ]]
-- include: clock, task, place, fence, put_back
local task = held(ARGV[2], ARGV[3])
if not task then return repeated(ARGV[2], ARGV[3], 'QUEUED') and 1 or 0 end
put_back(task, 'Released by its worker')
return 1
