/**
 * Errors inside sections are counted on their tab too. Wagtail counts before its scripts have drawn them
 * (https://github.com/wagtail/wagtail/issues/12823): it is asked to count again.
 */
export function countErrors() {
  for (const counter of document.querySelectorAll("[data-controller~=w-count]")) {
    window.wagtail?.app?.getControllerForElementAndIdentifier(counter, "w-count")?.count();
  }
}
