#!lua flags=allow-oom
--[[ Is a task in exactly the one place that its status names? Mend it when asked to.
  KEYS  1 any key of the queue's slot
  ARGV  1 now, unix ms (tests only)   2 task id   3 '1' to repair   4… owners whose waiting lists are searched, too
  Returns {status, expected place or '', places found, '1' when it was repaired}. ]]
-- include: clock, task, place
local id, repair = ARGV[2], ARGV[3] == '1'
local PLACE_OF = {PENDING = K_PENDING, RETRYING = K_DELAYED, PROCESSING = K_PROCESSING, FAILED = K_DEAD,
  COMPLETED = K_FINISHED, CANCELLED = K_FINISHED}
local SETS = {K_PENDING, K_DELAYED, K_PROCESSING, K_DEAD, K_FINISHED}
local task = row(id)

local function waiting_lists()
  local lists = {}
  for _, priority in ipairs({'high', 'normal', 'low'}) do
    lists[#lists + 1] = {key = P_QUEUE .. priority, priority = priority, owner = task.owner}
    for index = 4, #ARGV do
      lists[#lists + 1] = {key = overflow_of(priority, ARGV[index]), priority = priority}
    end
  end
  return lists
end

local function found_places()
  local found = {}
  for _, list in ipairs(waiting_lists()) do
    for _ = 1, #redis.call('LPOS', list.key, id, 'COUNT', 0) do found[#found + 1] = list.key end
  end
  for _, set in ipairs(SETS) do
    if redis.call('ZSCORE', set, id) then found[#found + 1] = set end
  end
  return found
end

local function remove_everywhere()
  for _, list in ipairs(waiting_lists()) do
    local removed = redis.call('LREM', list.key, 0, id)
    if removed > 0 and list.owner then share(list.priority, list.owner, -removed) end
    if removed > 0 and not list.owner then redis.call('HINCRBY', K_OVERFLOW, list.priority, -removed) end
  end
  for _, set in ipairs(SETS) do redis.call('ZREM', set, id) end
end

-- A running task gets one more lease: its worker renews it, or recovery takes the task back.
local function put_right(expected)
  if task.status == 'QUEUED' then
    enter_head(task)
  elseif task.status ~= '' then
    redis.call('ZADD', expected, task.status == 'PROCESSING' and NOW + LEASE_MS or NOW, id)
  end
end

local found = found_places()
local beside = overflow_of(task.priority, task.owner)
local expected = PLACE_OF[task.status] or ''
if task.status == 'QUEUED' then expected = found[1] == beside and beside or P_QUEUE .. task.priority end
local is_right = expected == '' and #found == 0 or #found == 1 and found[1] == expected
if is_right or not repair then return {task.status, expected, found, ''} end
remove_everywhere()
put_right(expected)
return {task.status, expected, found, '1'}
