// What the server says to a form that was sent, read out of the page it leads to.

// {done: whether something was changed, words}
export function saidOn(page) {
  const told = new DOMParser().parseFromString(page, "text/html").querySelector("#messages p");
  told?.querySelector(".visually-hidden")?.remove();
  return { done: Boolean(told?.closest(".notice--good")), words: told ? plainWords(told) : "" };
}

// Whether it was taken: the server leads on, and not to the page where one signs in.
export function wasTaken(answer) {
  return answer.redirected && !new URL(answer.url).pathname.startsWith("/accounts/");
}

export const plainWords = (element) => element.textContent.replace(/\s+/g, " ").trim();

// The page's own, for a form that is not on it.
export const token = () => document.querySelector("[name=csrfmiddlewaretoken]").value;
