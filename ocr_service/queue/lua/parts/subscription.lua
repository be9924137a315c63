--[[ Is a subscription told anything?
  open_subscription(id)    it stands in the set of each kind of event that it wants
  close_subscription(id)   it stands in none
  subscriptions_changed()  counts the change, so that what is kept beside Redis is known to be older or newer ]]
local function each_set(id, command)
  local told = redis.call('HMGET', P_SUBSCRIPTION .. id, 'events', 'scope')
  for kind in string.gmatch(told[1] or '', '[^,]+') do
    redis.call(command, P_SUBSCRIBERS .. kind .. (told[2] or ''), id)
  end
end

local function open_subscription(id) each_set(id, 'SADD') end

local function close_subscription(id) each_set(id, 'SREM') end

local function subscriptions_changed() redis.call('HINCRBY', K_SUBSCRIPTION_CHANGES, 'version', 1) end
