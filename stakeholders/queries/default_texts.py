# ruff: noqa: E501 - a paragraph is a line
"""The texts an installation begins with. An economy may put its own in their place (stakeholders.services.texts)."""

from django.utils.translation import gettext_lazy as _

from stakeholders.domain.texts import TextKind

PRIVACY = _("""## In short
We help organisations redesign a journey through care. We hold no patient records. Nobody is cared for, assessed or decided about with what is kept here.

## What we hold about you
- Your name and email address, the organisation you speak for and your roles.
- What you write: steps, problems, ideas, and the accounts you give of times and numbers, with who said it and when.
- A record of important actions: who did what, and when.
- When and from where you signed in, so that you can see it and end it.

## What we hold about patients and service users
- Event data that an analyst brings: times and activities. Case numbers are replaced by a code that only this economy can make. The file itself is not kept.
- Nothing that tells who somebody is. Where you write, we look for NHS numbers, phone numbers, addresses and dates of birth, and ask you to take them out.
- Groups of fewer than eight people, or of a larger number that your economy has chosen, are not shown as numbers, except to the analyst who works with them.

## Why we may
Public bodies use this to carry out their tasks in the public interest: to plan and improve health and care. Your economy names its own legal basis and its data protection officer here.

## Who sees it
People of your economy, each as far as their role goes. The page “Who may do what” shows it. Nobody else. Nothing is sold, and no page loads anything from another company.

## Cookies
Two, both needed: one keeps you signed in, one protects forms. There is no tracking.

## How long
Maps and the record of actions are kept as long as the economy works with them. When you leave, your access ends at once; what you wrote stays with your name, because others built on it. If a name was written on a card by mistake, tell your facilitator: it can be taken out.

## Your rights
You can ask what is held about you, have it put right and object to its use. Ask the administrator of your economy first. If you are not content with the answer, you can complain to the Information Commissioner’s Office, ico.org.uk.""")

ACCESSIBILITY = _("""## Our aim
Everyone who touches a journey should be able to take part in redesigning it. We work to the Web Content Accessibility Guidelines 2.2, level AA.

## What you can do
- Use every page with a keyboard.
- Read and change every map as an outline: a table with plain forms. It says the same as the drawing and can do the same.
- Use the pages without JavaScript. Only passkeys need it: sign in with a code instead.
- Enlarge to 400% without losing anything.
- Use your own colours. Nothing is told by colour alone.
- Read the numbers of the drawing in tables.

## What does not work well yet
- The drawing of a large map is long to move through with a screen reader. Use the outline instead.
- The page that describes the programming interface is made by somebody else. We have not checked it.

## How we test
For each change a machine opens every page but the one named above, on a wide and on a narrow screen, and looks for faults that a machine can find. The outline is used from start to end with a keyboard alone, also by machine. People who use screen readers have not tested it for us yet.

## Tell us
If you cannot use something, tell the administrator of your economy what you tried to do. Ask for a different form if you need one. If you are not content with the answer, the Equality Advisory and Support Service, equalityadvisoryservice.com, can help.""")

INTENDED_USE = _("""## What it is for
Care journeys helps organisations, patients and carers of a local health and care economy to understand how a journey works today, to measure it, and to agree something better. It shows how services work together. It is for people who plan and improve services.

## What it is not for
- It is not for direct care. Do not use it to assess, treat, triage, refer or book anybody, or to decide anything about a named person.
- It is not a patient record, a waiting list or a care plan. Do not put anything in it that tells who somebody is.
- It does not warn. Nobody watches it for urgent messages. In an emergency ring 999.

## Why we say so
The standards for clinical risk, DCB0129 and DCB0160, ask the maker of a health IT system to say what it is meant for. Used as described here, Care journeys takes no part in the care of a person. Used otherwise, it would not be safe.

## How far to trust its numbers
- Every number says where it comes from: measured, observed, told, estimated in a workshop, planned or simulated.
- An estimate is an estimate. A simulation shows what would follow if its assumptions held.
- Small numbers are hidden, and a wait measured from finished cases alone looks too short. The pages say when that is so.

## Who answers for it
Your economy answers for what it decides. The person who leads a journey answers for its map. Whoever brings data answers for being allowed to.""")

DEFAULT_TEXTS = {TextKind.PRIVACY: PRIVACY, TextKind.ACCESSIBILITY: ACCESSIBILITY, TextKind.INTENDED_USE: INTENDED_USE}
