module Shop
  class Listing
    def export(items)
      items.each { |item|
        log "Exporting #{item['name']}"
        row = Hash.new
        row[:title] = item['title'] if item['title']
        row[:price] = item['price'] if item['price']
        row[:stock] = item['stock'] if item['stock']
        row[:shelf] = item['shelf'] if item['shelf']
        row[:brand] = item['brand'] if item['brand']
        row[:color] = item['color'] if item['color']
        row[:weight] = item['weight'] if item['weight']
        row[:origin] = item['origin'] if item['origin']
        row[:vendor] = item['vendor'] if item['vendor']
        row[:batch] = item['batch'] if item['batch']
        @sink.add(row)
      }
      self
    end
  end
end
