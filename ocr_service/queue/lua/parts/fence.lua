--[[ Is a claim still the task's own?
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
