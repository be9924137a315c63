#!lua
--[[ Queue what was uploaded on hold, oldest first, in a step of bounded length.
  KEYS  1 any key of the queue's slot
  ARGV  1 now, unix ms (tests only)   2 owner or '' for all   3 most tasks to start   4 ids to skip   5 ids to look at
  Returns {started, skipped: of other owners, '1' when the queue is full}. ]]
-- include: clock, task, place
local owner, limit, skip, window = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local room = MAX_QUEUE_LENGTH - waiting_total()
local started, skipped = 0, 0
for _, id in ipairs(redis.call('ZRANGE', K_PENDING, skip, skip + window - 1)) do
  local task = row(id)
  if task.status ~= 'PENDING' then
    redis.call('ZREM', K_PENDING, id)
  elseif owner ~= '' and task.owner ~= owner then
    skipped = skipped + 1
  elseif started >= limit then
    break
  elseif started >= room then
    return {started, skipped, '1'}
  else
    redis.call('ZREM', K_PENDING, id)
    redis.call('HSET', P_TASK .. id, 'status', 'QUEUED', 'updated_at', NOW_ISO, 'queued_ms', NOW)
    enter(task, task.priority)
    emit(task, 'QUEUED', 0)
    started = started + 1
  end
end
return {started, skipped, ''}
