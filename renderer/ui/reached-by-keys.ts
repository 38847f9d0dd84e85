/** J1: a part of the screen that scrolls and has nothing to touch in it is reached by Tab and moved by the arrow keys; one that fits is not in the way. */
export function reachedByKeys(node: HTMLElement): () => void {
  const look = (): void => {
    if (node.scrollHeight > node.clientHeight) node.tabIndex = 0;
    else node.removeAttribute('tabindex');
  };
  const sizes = new ResizeObserver(look);
  const contents = new MutationObserver(look);
  sizes.observe(node);
  contents.observe(node, { childList: true, subtree: true, characterData: true });
  look();
  return () => {
    sizes.disconnect();
    contents.disconnect();
  };
}
