"""The charters a cohort can start with. A lead changes what does not fit; the words decide how requests are sorted.

A word is found with its endings and in compounds, without regard to accents, in any of seven languages. A phrase
says more than a word; a word after "~" is only a hint, for what stands in all sorts of requests.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot.charter.model import Domain, Terms


def _words(*texts: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word.strip() for text in texts for word in text.split(",")))


_TOOLS: Final = _words(
    "~tool, ~assistant, ~copilot, ~chatbot, ~ai, ~gpt, ~chatgpt, ~model, ~agent, ~use, try out, try, approved tool",
    "show me, teach",
    "learn, lesson, exercise, practise, practice, demo, walk me through, explain, example, understand, ideas",
    "tips, ~how, ~what, ~help me, brainstorm, role play, summarise, summarize, summary, transcribe, translate",
    "dictation, meeting notes, first draft",
    "~ki, ~werkzeug, ~assistent, ausprobieren, zeig mir, zeigen sie mir, lernen, erklären, beispiel, üben, ~wie",
    "zusammenfassen, zusammenfassung, besprechungsnotizen, ideen",
    "~ia, ~outil, essayer, montre, montrez, apprendre, apprends, expliquer, exemple, ~comment, résumer, résumé",
    "~herramienta, ~asistente, probar, enséñame, enseña, muéstrame, aprender, explicar, ejemplo, ~cómo, resumir",
    "~strumento, ~assistente, provare, mostrami, mi mostri, imparare, insegnami, spiegare, esempio",
    "riassumere, ~hulpmiddel, proberen, laat me zien, leren, uitleggen, voorbeeld, ~hoe, samenvatten, notulen",
    "~ferramenta, experimentar, mostra me, mostre me, ensina, ensine, exemplo, ~como",
)
_PROMPTS: Final = _words(
    "prompt, prompting, ~instruction, rephrase, rewrite, reword, ~template, tone of voice, better answers",
    "better questions, ~wording, ~write, ~draft, context, shorter",
    "~anweisung, umformulieren, ~vorlage, ~schreiben, formulieren, ~reformuler, ~modèle, ~rédiger, consigne",
    "~reformular, ~plantilla, ~redactar, ~escribir, ~modello, ~scrivere, ~schrijven, ~sjabloon, ~escrever, ~modelo",
)
_AUTOMATION: Final = _words(
    "automate, automation, automatic, workflow, macro, repetitive, by hand, copy and paste, step by step",
    "every week, ~weekly, ~monthly, spreadsheet, formula, ~report, ~excel, template for, reuse",
    "automatisieren, automatisch, arbeitsablauf, ~wochenbericht, tabellen, automatiser, ~hebdomadaire, tableur",
    "automatizar, flujo de trabajo, ~semanal, hoja de cálculo, automatizzare, ~settimanale, flusso di lavoro",
    "automatiseren, ~wekelijks, werkstroom, fluxo de trabalho",
)
_CHECKING: Final = _words(
    "check, verify, hallucination, hallucinate, wrong answer, ~source, ~answer, ~output, made up, making things up",
    "invent, fact check, accurate, trust the, double check, proofread, true",
    "prüfen, überprüfen, ~antwort, ~quellen, stimmt, halluzination, erfindet, vérifier, ~réponse, inventer",
    "hallucination, ~sources, comprobar, verificar, compruebo, ~respuesta, ~fuentes, inventa, alucinación",
    "verificare, controllare, ~risposta, ~fonti, controleren, ~antwoord, ~bronnen, ~resposta, ~fontes",
)
_RESPONSIBLE: Final = _words(
    "privacy, confidential, bias, biased, responsible, responsibly, ~policy, fair, unfair, ethics, ethical",
    "personal data, allowed, may i paste, paste, copyright, disclose",
    "vertraulich, datenschutz, verantwortungsvoll, darf ich, eingeben, confidentiel, ~données, éthique, coller",
    "confidencial, ~datos, privacidad, ética, pegar, riservato, ~dati, etica, incollare, vertrouwelijk, plakken",
    "~gegevens, ~dados, privacidade, colar",
)
_STRATEGY: Final = _words(
    "strategy, strategic, roadmap, priority, priorities, budget, invest, investment, merger, acquisition, acquire",
    "market, pricing, raise prices, targets, vision, reorganisation, reorg, restructure, outsource, outsourcing",
    "insourcing, spend, next year,  the board, shareholder, vendor, supplier",
    "strategie, fahrplan, priorität, investieren, übernahme, fusion, ~markt, nächstes jahr, lieferant, anbieter",
    "stratégie, feuille de route, priorité, investir, acquisition, l'an prochain, prochaines années, fournisseur",
    "estrategia, presupuesto, hoja de ruta, prioridad, invertir, adquisición, próximo año, proveedor",
    "strategia, bilancio, investire, acquisizione, prossimo anno, prossimi anni, fornitore",
    "begroting, investeren, overname, volgend jaar, leverancier",
    "estratégia, orçamento, investir, aquisição, próximo ano, fornecedor",
)
_RISK: Final = _words(
    "risk, risky, liability, liable, legal, legally, lawful, lawyer, compliance, compliant, regulation, regulator",
    "lawsuit, incident, sue, contract terms, audit finding",
    "risiko, haften, haftung, rechtlich, vorschrift, aufsicht, risque, juridique, responsabilité, conformité",
    "riesgo, cumplimiento, responsabilidad, regulador, rischio, legale, conformità, risico, juridisch",
    "aansprakelijk, risco, jurídico, conformidade",
)
_DECISIONS: Final = _words(
    "decide, decision, approve, approval, sign off, should we, should i, should our, do we, choose, pick, ~which",
    "whether, whether to, yes or no, no go, vote, hire, hiring, fire, let go, promote, promotion, layoffs, bonus",
    "accept, would you, go ahead, ~who should, drop, appoint, salary",
    "entscheiden, entscheidung, genehmigen, freigeben, sollen wir, soll ich, auswählen, befördern, einstellen",
    "décider, décision, approuver, devons nous, faut il, dois je, choisir, embaucher, promouvoir",
    "decidir, decisión, aprobar, debemos, debo, deberíamos, elegir, contratar, despedir, ascender",
    "decidere, decisione, approvare, dobbiamo, devo, scegliere, assumere, licenziare, promuovere",
    "beslissen, beslis, beslissing, goedkeuren, moeten we, moet ik, kiezen, aannemen, ontslaan",
    "decisão, aprovar, devemos, devo, escolher, despedir, promover",
)
_ACCESS: Final = _words(
    "access, password, passcode, login, log in, logged in, sign in, log on, account, licence, license, permission",
    "locked out, rights, admin rights, seat, username, single sign on, sso, two factor, mfa, authenticator, pin",
    "badge, mailbox, shared drive, shared folder, unlock, reset, expired, denied, add me",
    "passwort, kennwort, zugriff, zugang, anmelden, einloggen, konto, lizenz, berechtigung, gesperrt, postfach",
    "freischalten, laufwerk, zurücksetzen, mot de passe, accès, connecter, compte, licence, identifiant, bloqué",
    "dossier partagé, réinitialiser, contraseña, acceso, acceder, iniciar sesión, cuenta, licencia, permiso",
    "carpeta compartida, restablecer, accesso, accedere, licenza, permesso, cartella condivisa, reimposta",
    "wachtwoord, toegang, inloggen, aanmelden, licentie, gedeelde map, senha, acesso, conta, licença, permissão",
    "pasta partilhada, iniciar sessão, palavra passe, redefinir",
)
_SECURITY: Final = _words(
    "security, virus, malware, phishing, vpn, blocked, unblock, firewall, hacked, suspicious, spam, certificate",
    "whitelist, ransomware, scam, stolen",
    "sicherheit, verdächtig, blockiert, gehackt, sécurité, suspect, pirate, pare feu, seguridad, sospechoso",
    "bloqueado, hackeado, sicurezza, sospetto, bloccato, beveiliging, verdacht, geblokkeerd, segurança, suspeito",
)
_HARDWARE: Final = _words(
    "laptop, computer, machine, printer, install, installation, screen, monitor, phone, ~update, upgrade, keyboard",
    "mouse, headset, camera, projector, dock, docking station, scanner, tablet, device, wifi, wi fi, network",
    "internet, server, driver, plug in, add in, software, crash, freeze, frozen, ~slow, ~error, broken, offline",
    "does not work, doesn't work, not working, isn't working, won't start, won't open, will not connect, sync",
    "outage, battery, charger, cable, bluetooth, reboot, boot, backup, ~app",
    "drucker, rechner, bildschirm, installieren, tastatur, maus, gerät, netzwerk, wlan, kaputt, geht nicht",
    "funktioniert nicht, startet nicht, abgestürzt, imprimante, ordinateur, écran, installer, clavier, souris",
    "logiciel, réseau, panne, marche pas, fonctionne pas, mise à jour, impresora, ordenador, portátil, pantalla",
    "instalar, teclado, ratón, no funciona, actualización, stampante, schermo, portatile, installare",
    "tastiera, programma, rete, non funziona, guasto, aggiornamento, beeldscherm, scherm, installeren",
    "toetsenbord, muis, netwerk, stuk, werkt niet, impressora, computador, ecrã, rato, não funciona",
)

TEMPLATES: Final[Mapping[str, Terms]] = {
    "office": Terms(
        teaches=(
            Domain("Finding and trying approved AI tools", _TOOLS),
            Domain("Writing and improving prompts", _PROMPTS),
            Domain("Automating small steps of a workflow", _AUTOMATION),
            Domain("Checking what a tool puts out", _CHECKING),
            Domain("Using AI responsibly", _RESPONSIBLE),
        ),
        keeps=(
            Domain("Strategy", _STRATEGY),
            Domain("Risk", _RISK),
            Domain("Decisions", _DECISIONS),
        ),
        it_owns=(
            Domain("Access and accounts", _ACCESS),
            Domain("Security", _SECURITY),
            Domain("Hardware and installing software", _HARDWARE),
        ),
    ),
    "frontline": Terms(
        teaches=(
            Domain(
                "Planning shifts and schedules with approved tools",
                _words(
                    "shift, schedule, rota, roster, shift plan, schicht, dienstplan, planning, turno, horario"
                ),
            ),
            Domain(
                "Safety checks and checklists",
                _words(
                    "safety check, checklist, inspection, safety, checkliste, liste de contrôle, controllo, lista"
                ),
            ),
            Domain(
                "Maintenance planning",
                _words(
                    "maintenance, repair plan, downtime, wartung, entretien, mantenimiento, manutenzione, onderhoud"
                ),
            ),
            Domain(
                "Writing to customers",
                _words(
                    "customer, reply, complaint, kunde, beschwerde, client, réclamation, cliente, queja, klant"
                ),
            ),
            Domain("Finding and trying approved AI tools", _words(*_TOOLS, *_PROMPTS, *_AUTOMATION)),
            Domain("Checking what a tool puts out", _words(*_CHECKING, *_RESPONSIBLE)),
        ),
        keeps=(
            Domain(
                "Staffing decisions",
                _words("staffing, headcount, overtime, roster decision, temp", *_DECISIONS),
            ),
            Domain("Safety decisions", _words("stop the line, accident, close the line", *_RISK)),
            Domain("Budgets", _words("cost, order more", *_STRATEGY)),
        ),
        it_owns=(
            Domain("Devices and logins", _words("terminal, handheld, radio, barcode", *_ACCESS)),
            Domain("Security", _SECURITY),
            Domain("Installing software", _HARDWARE),
        ),
        weekly_minutes=60,
    ),
}
