import { type RefObject, useEffect } from 'react';

/** What the keys of a log do. */
export interface EventKeys {
  readonly onStep: (by: 1 | -1) => void;
  /** To the next or previous row that differs. */
  readonly onDifference: (by: 1 | -1) => void;
  readonly onClose: () => void;
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

const isInDialog = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('[role="dialog"], [role="menu"]') !== null;

/** j, k, n, p, / and Esc anywhere on the page but in a field or dialog; the grid has the arrows. */
export const useEventKeys = (
  { onStep, onDifference, onClose }: EventKeys,
  find: RefObject<HTMLInputElement | null>,
): void => {
  useEffect(() => {
    const actions: Readonly<Record<string, () => void>> = {
      j: () => onStep(1),
      k: () => onStep(-1),
      n: () => onDifference(1),
      p: () => onDifference(-1),
      '/': () => find.current?.focus(),
      Escape: onClose,
    };
    const onKeyDown = (event: KeyboardEvent) => {
      const action = actions[event.key];
      const isPlain = !(event.ctrlKey || event.metaKey || event.altKey);
      if (action === undefined || !isPlain || event.defaultPrevented) return;
      if (isTyping(event.target) || isInDialog(event.target)) return;
      event.preventDefault();
      action();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [onStep, onDifference, onClose, find]);
};
