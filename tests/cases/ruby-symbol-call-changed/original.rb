class Gardener < Person
  has_many :beds
  has_many :tools, dependent: :destroy
  has_many :seeds

  attr_reader :hat
  attr_reader :gloves

  def rake
    beds.each(&:rake)
  end
end
