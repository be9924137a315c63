--[[ How does an entry of the outbox end?
  end_entry(id, lane, state)   it leaves those that wait; true when it was among them ]]
local function end_entry(id, lane, state)
  if not lane_take(lane, id) then return false end
  redis.call('HSET', P_NOTIFY .. id, 'state', state, 'ended_ms', NOW)
  redis.call('EXPIRE', P_NOTIFY .. id, NOTIFICATION_TTL_S)
  redis.call('ZADD', state == 'DEAD' and K_NOTIFY_DEAD or K_NOTIFY_DONE, NOW, id)
  redis.call('HINCRBY', K_STATS, 'notifications_' .. string.lower(state), 1)
  return true
end
