def load
  case extension
  when '.csv'
    load_csv
  when '.json'
    load_json
  else
    raise 'unknown'
  end
end
