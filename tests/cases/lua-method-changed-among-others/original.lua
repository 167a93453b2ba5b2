local Queue = {}

function Queue:size()
  return #self.items
end

function Queue:peek()
  self:check()
  return self.items[1]
end

function Queue:drain(limit)
  local out = {}
  for i = 1, limit do
    out[#out + 1] = table.remove(self.items, 1)
  end
  return out
end

return Queue
