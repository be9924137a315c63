--[[ In which order do entries of the outbox leave? Each receiver has a lane of its own, so that one that hangs keeps no
  other waiting: `notify:due:{lane}` holds its entries by when they are due, `notify:due` the lanes by their first.
  lane_put(lane, id, due_ms)   an entry waits, or waits until then
  lane_take(lane, id)          it waits no more; true when it did
  wake_notifier(lane)          a notifier that reaches this lane's receiver looks at once
  is_local(lane)               true for a receiver that only notifiers reach which say so: a folder, a database, an address of
                               their own settings ]]
local function refresh(lane)
  local first = redis.call('ZRANGE', P_NOTIFY_LANE .. lane, 0, 0, 'WITHSCORES')
  if first[2] then redis.call('ZADD', K_NOTIFY_DUE, first[2], lane) else redis.call('ZREM', K_NOTIFY_DUE, lane) end
end

local function lane_put(lane, id, due_ms)
  redis.call('INCRBY', K_NOTIFY_WAITING, redis.call('ZADD', P_NOTIFY_LANE .. lane, due_ms, id))
  refresh(lane)
end

local function lane_take(lane, id)
  if redis.call('ZREM', P_NOTIFY_LANE .. lane, id) == 0 then return false end
  redis.call('DECR', K_NOTIFY_WAITING)
  refresh(lane)
  return true
end

local function is_local(lane)
  local receiver = string.match(lane, '^(%a+)://') or lane
  return string.find(LOCAL_RECEIVERS, ' ' .. receiver .. ' ', 1, true) ~= nil
end

local function wake_notifier(lane) redis.call('ZADD', is_local(lane) and P_NOTIFY_WAKE .. lane or K_NOTIFY_WAKE, 0, 'due') end
