class Post < Base
  belongs_to :author
  has_many :comments

  validates :title, presence: true

  after_save :push_feed

  def short
    body.first(80)
  end

  private

  def push_feed
    Feed.push(self)
  end
end
