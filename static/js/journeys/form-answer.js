// What the server says to a form that was sent.
import { AGAIN } from "./sending-again.js";

// {done: whether something was changed, words}, read out of the page it leads to.
export function saidOn(page) {
  const told = new DOMParser().parseFromString(page, "text/html").querySelector("#messages p");
  told?.querySelector(".visually-hidden")?.remove();
  return { done: Boolean(told?.closest(".notice--good")), words: told ? plainWords(told) : "" };
}

// Whether it was taken: the server leads on, and not to the page where one signs in.
export function wasTaken(answer) {
  return answer.redirected && !isSignIn(answer);
}

// Whether the answer was not about the form: it can be sent again later as it is.
export async function isLater(answer) {
  if (AGAIN.includes(answer.status) || isSignIn(answer)) return true;
  return answer.status === 403 && (await answer.clone().text()).includes("data-send-again"); // signed out, or in again since the page was loaded
}

const isSignIn = (answer) => new URL(answer.url).pathname.startsWith("/accounts/");

export const plainWords = (element) => element.textContent.replace(/\s+/g, " ").trim();

// The page's own, for a form that is not on it: one that somebody else signed in for since will not do.
export const token = () => document.querySelector("[name=csrfmiddlewaretoken]").value;
