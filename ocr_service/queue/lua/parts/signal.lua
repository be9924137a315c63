--[[ How is a worker told at once? Its signals wait in a short list that dies with it. ]]
local function signal(worker, text)
  if worker == '' then return end
  redis.call('LPUSH', P_SIGNAL .. worker, text)
  redis.call('LTRIM', P_SIGNAL .. worker, 0, 99)
  redis.call('EXPIRE', P_SIGNAL .. worker, SIGNAL_TTL_S)
end
