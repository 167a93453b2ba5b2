export class Badge {
  @Input() text = '';
  @Output() closed = new EventEmitter<void>();
  @Input({ required: true }) tone!: string;
  size = 1;
}
