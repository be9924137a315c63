#!lua flags=no-writes,allow-oom
--[[ How many tasks of its queue are served before this one?
  KEYS  1 any key of the queue's slot
  ARGV  1 now, unix ms (tests only)   2 task id
  Returns the number, or -1 when the task does not wait. ]]
-- include: clock, task, place
local function ahead_in(list)
  local from_left = redis.call('LPOS', list, ARGV[2], 'RANK', -1)
  return from_left and redis.call('LLEN', list) - 1 - from_left
end
local task = row(ARGV[2])
if task.status ~= 'QUEUED' then return -1 end
local ahead = ahead_in(P_QUEUE .. task.priority)
if ahead then return ahead end
local beside = task.owner ~= '' and ahead_in(overflow_of(task.priority, task.owner))
return beside and redis.call('LLEN', P_QUEUE .. task.priority) + beside or -1
