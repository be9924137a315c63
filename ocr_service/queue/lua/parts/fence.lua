--[[ How does a task become a worker's own, and is it still?
  hand_over(task, worker)       a QUEUED task that left its queue is the worker's, under a new token and a lease; returns {token, flat task hash}
  held(id, token, more)         the task's row when it is, with the fields named in `more`, else nil
  repeated(id, token, status)   true when this very claim already brought the task there: its reply was lost ]]
local function held(id, token, more)
  local task = row(id, more)
  if task.status == 'PROCESSING' and task.token == token then return task end
  return nil
end

local function repeated(id, token, status)
  local task = row(id)
  return task.status == status and task.token == token
end

-- Never below the clock: tokens keep rising even when Redis lost its memory or its last second.
local function next_token()
  local token = math.max((tonumber(redis.call('GET', K_FENCE)) or 0) + 1, NOW)
  redis.call('SET', K_FENCE, token)
  return string.format('%.0f', token)
end

local function hand_over(task, worker)
  local token = next_token()
  redis.call('HSET', P_TASK .. task.id, 'status', 'PROCESSING', 'token', token, 'worker', worker,
    'progress', 0, 'pages_done', 0, 'message', '', 'started_at', NOW_ISO, 'updated_at', NOW_ISO, 'claimed_ms', NOW)
  redis.call('ZADD', K_PROCESSING, NOW + LEASE_MS, task.id)
  emit(task, 'PROCESSING', 0)
  return {token, redis.call('HGETALL', P_TASK .. task.id)}
end
