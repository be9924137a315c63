#!lua
--[[ Hand the oldest waiting task to one worker, under a lease.
  KEYS  1 any key of the queue's slot
  ARGV  1 now, unix ms (tests only)   2 worker id   3… queues, in the order in which they are served
  Returns {token, flat task hash}, or {false, ms until the next delayed task or -1} when nothing waits.
  Denied when Redis is out of memory: workers wait, those that hold a task may finish. ]]
-- include: clock, task, place, fence
local PROMOTE_MAX = 16
local worker = ARGV[2]

local function promote_due()
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', K_DELAYED, '-inf', NOW, 'LIMIT', 0, PROMOTE_MAX)) do
    redis.call('ZREM', K_DELAYED, id)
    local task = row(id)
    if task.status == 'RETRYING' then promote(task) end
  end
end

-- The served queues that are not paused, in their order.
local function open_queues()
  local paused, open = {}, {}
  for _, priority in ipairs(redis.call('SMEMBERS', K_PAUSED)) do paused[priority] = true end
  for index = 3, #ARGV do
    if not paused[ARGV[index]] then open[#open + 1] = ARGV[index] end
  end
  return open
end

-- Those of some queues that hold something.
local function filled_of(queues)
  local filled = {}
  for _, priority in ipairs(queues) do
    if redis.call('LLEN', P_QUEUE .. priority) > 0 then filled[#filled + 1] = priority end
  end
  return filled
end

local function waiting_since(priority)
  local head = redis.call('LINDEX', P_QUEUE .. priority, -1)
  return head and tonumber(redis.call('HGET', P_TASK .. head, 'queued_ms')) or NOW
end

-- The first queue, unless the head of a later one is past its age and its turn has come.
local function next_queue(filled)
  if #filled < 2 then return filled[1] end
  local oldest, since = nil, NOW - AGEING_MS
  for index = 2, #filled do
    local head_since = waiting_since(filled[index])
    if head_since <= since then oldest, since = filled[index], head_since end
  end
  local overtaken = tonumber(redis.call('GET', K_OVERTAKEN)) or 0
  if oldest and overtaken >= AGEING_SHARE - 1 then
    redis.call('SET', K_OVERTAKEN, 0)
    return oldest
  end
  if overtaken < AGEING_SHARE then redis.call('SET', K_OVERTAKEN, overtaken + 1) end
  return filled[1]
end

promote_due()
local filled = filled_of(open_queues())
while #filled > 0 do
  local priority = next_queue(filled)
  local task = row(redis.call('RPOP', P_QUEUE .. priority))
  -- A task that a later release wrote is left to the workers of that release; their polling finds it.
  if (tonumber(task.version) or 1) > TASK_VERSION then
    redis.call('RPUSH', P_QUEUE .. priority, task.id)
    break
  end
  leave(priority, task.owner)
  -- An id whose task is gone or elsewhere was left by a hand on redis-cli: dropped.
  local claim = task.status == 'QUEUED' and hand_over(task, worker)
  filled = filled_of(filled)
  if claim then
    -- One wake-up woke one worker; whatever still waits wakes the next.
    for _, other in ipairs(filled) do wake(other) end
    return claim
  end
end
local due = redis.call('ZRANGE', K_DELAYED, 0, 0, 'WITHSCORES')
return {false, due[2] and tostring(math.max(tonumber(due[2]) - NOW, 0)) or '-1'}
