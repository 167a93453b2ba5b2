STOPS = [
  {:name => "pier", :zone => 1},
  {:name => "mill", :zone => 2},
  {:name => "lock", :zone => 3},
]
