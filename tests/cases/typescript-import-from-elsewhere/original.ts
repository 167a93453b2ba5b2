import { makeSlotNames as slotNames } from '@harbour/kit';
import slotName from '../slotName';
export function getBerthSlot(slot: string): string {
  return slotName('Berth', slot);
}
const berthSlots = slotNames('Berth', ['root', 'label']);
export default berthSlots;
