#!lua
--[[ Hand the oldest waiting task to one worker, under a lease.
  KEYS  1 any key of the queue's slot
  ARGV  1 now, unix ms (tests only)   2 worker id   3… queues, in the order in which they are served
  Returns {token, flat task hash}, or {false, ms until the next delayed task or -1} when nothing waits.
  Denied when Redis is out of memory: workers wait, those that hold a task may finish. ]]
-- include: clock, task, place
local PROMOTE_MAX = 16
local worker = ARGV[2]

local function promote_due()
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', K_DELAYED, '-inf', NOW, 'LIMIT', 0, PROMOTE_MAX)) do
    redis.call('ZREM', K_DELAYED, id)
    local task = row(id)
    if task.status == 'RETRYING' then
      redis.call('HSET', P_TASK .. id, 'status', 'QUEUED', 'updated_at', NOW_ISO, 'queued_ms', NOW)
      enter_head(task)
      emit(task, 'QUEUED', task.progress)
    end
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

-- Never below the clock: tokens keep rising even when Redis lost its memory or its last second.
local function next_token()
  local token = math.max((tonumber(redis.call('GET', K_FENCE)) or 0) + 1, NOW)
  redis.call('SET', K_FENCE, token)
  return string.format('%.0f', token)
end

local function hand_over(task, priority)
  local token = next_token()
  redis.call('HSET', P_TASK .. task.id, 'status', 'PROCESSING', 'token', token, 'worker', worker,
    'progress', 0, 'pages_done', 0, 'message', '', 'started_at', NOW_ISO, 'updated_at', NOW_ISO, 'claimed_ms', NOW)
  redis.call('ZADD', K_PROCESSING, NOW + LEASE_MS, task.id)
  emit(task, 'PROCESSING', 0)
  return {token, redis.call('HGETALL', P_TASK .. task.id)}
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
  local claim = task.status == 'QUEUED' and hand_over(task, priority)
  filled = filled_of(filled)
  if claim then
    -- One wake-up woke one worker; whatever still waits wakes the next.
    for _, other in ipairs(filled) do wake(other) end
    return claim
  end
end
local due = redis.call('ZRANGE', K_DELAYED, 0, 0, 'WITHSCORES')
return {false, due[2] and tostring(math.max(tonumber(due[2]) - NOW, 0)) or '-1'}
