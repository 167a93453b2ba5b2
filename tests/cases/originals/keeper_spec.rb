require "lighthouse"

RSpec.describe Coast::Keeper do
  let(:lamp) { Coast::Lamp.new }
  let(:keeper) { described_class.new("Ida", lamp: lamp) }

  before do
    lamp.reset
  end

  describe "#watch" do
    it "adds a watch" do
      keeper.watch(20)
      expect(keeper.watches).to eq [20...24]
    end

    it "needs a lamp" do
      keeper.lamp = nil
      expect { keeper.watch(20) }.to raise_error(Coast::LampError)
    end
  end

  describe "#signal" do
    it "needs a lamp" do
      keeper.lamp = nil
      expect { keeper.signal(:fog) }.to raise_error(NoMethodError)
    end

    it "blows the horn" do
      keeper.signal(:fog)
      expect(lamp.log).to eq [:horn]
    end
  end
end
