case x
when -1
  raise "little"
when 0
  @state = :paid
else
  note
end
