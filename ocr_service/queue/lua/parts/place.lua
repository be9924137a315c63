--[[ Where does a waiting task stand?
  enter(task, priority)      at the back of its queue, or beside it when its owner fills his share
  enter_head(task)           at the head: it waited its turn before
  promote(task)              a RETRYING task is due: it waits at the head
  leave(priority, owner)     an id left the queue's list: the owner's next one moves in
  withdraw(task)             take a QUEUED task out of wherever it waits; true when it was there ]]
local function wake(priority)
  redis.call('ZADD', P_WAKE .. priority, 0, 'waiting')
end

-- Counts an owner's ids in a queue's list; a nameless owner is not counted.
local function share(priority, owner, change)
  if owner == '' then return 0 end
  local count = redis.call('HINCRBY', P_SHARE .. priority, owner, change)
  if count <= 0 then redis.call('HDEL', P_SHARE .. priority, owner) end
  return count
end

local function is_full(priority, owner)
  if OWNER_CAP == 0 or owner == '' then return false end
  return (tonumber(redis.call('HGET', P_SHARE .. priority, owner)) or 0) >= OWNER_CAP
end

local function overflow_of(priority, owner)
  return P_OWNER .. quoted(owner) .. ':' .. priority
end

local function enter(task, priority)
  if is_full(priority, task.owner) then
    redis.call('LPUSH', overflow_of(priority, task.owner), task.id)
    redis.call('HINCRBY', K_OVERFLOW, priority, 1)
    return
  end
  share(priority, task.owner, 1)
  redis.call('LPUSH', P_QUEUE .. priority, task.id)
  wake(priority)
end

local function enter_head(task)
  share(task.priority, task.owner, 1)
  redis.call('RPUSH', P_QUEUE .. task.priority, task.id)
  wake(task.priority)
end

local function promote(task)
  redis.call('HSET', P_TASK .. task.id, 'status', 'QUEUED', 'updated_at', NOW_ISO, 'queued_ms', NOW)
  enter_head(task)
  emit(task, 'QUEUED', task.progress)
end

local function leave(priority, owner)
  if owner == '' then return end
  share(priority, owner, -1)
  if is_full(priority, owner) then return end
  local id = redis.call('RPOP', overflow_of(priority, owner))
  if not id then return end
  redis.call('HINCRBY', K_OVERFLOW, priority, -1)
  share(priority, owner, 1)
  redis.call('LPUSH', P_QUEUE .. priority, id)
  wake(priority)
end

local function withdraw(task)
  if redis.call('LREM', P_QUEUE .. task.priority, -1, task.id) == 1 then
    leave(task.priority, task.owner)
    return true
  end
  if task.owner ~= '' and redis.call('LREM', overflow_of(task.priority, task.owner), -1, task.id) == 1 then
    redis.call('HINCRBY', K_OVERFLOW, task.priority, -1)
    return true
  end
  return false
end

local function waiting_total()
  local beside, total = redis.call('HMGET', K_OVERFLOW, 'high', 'normal', 'low'), 0
  for index, priority in ipairs({'high', 'normal', 'low'}) do
    total = total + redis.call('LLEN', P_QUEUE .. priority) + (tonumber(beside[index]) or 0)
  end
  return total
end
