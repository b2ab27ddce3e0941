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
    "~tool, ~assistant, ~copilot, ~chatbot, ~ai, ~gpt, ~chatgpt, ~model, ~agent, ~use, try out, try",
    "approved tool, show me, teach, learn, lesson, exercise, practise, practice, demo, walk me through",
    "explain, example, understand, ideas, tips, ~how, ~what, ~help me, brainstorm, role play, summarise",
    "summarize, summary, transcribe, translate, dictation, meeting notes, first draft, ~ki, ~werkzeug",
    "~assistent, ausprobieren, zeig mir, zeigen sie mir, lernen, erklären, beispiel, üben, ~wie",
    "zusammenfassen, zusammenfassung, besprechungsnotizen, ideen, ~ia, ~outil, essayer, montre, montrez",
    "apprendre, apprends, expliquer, exemple, ~comment, résumer, résumé, ~herramienta, ~asistente, probar",
    "enséñame, enseña, muéstrame, aprender, explicar, ejemplo, ~cómo, resumir, ~strumento, ~assistente",
    "provare, mostrami, mi mostri, imparare, insegnami, spiegare, esempio, riassumere, ~hulpmiddel, proberen",
    "laat me zien, leren, uitleggen, voorbeeld, ~hoe, samenvatten, notulen, ~ferramenta, experimentar",
    "mostra me, mostre me, ensina, ensine, exemplo, ~como, show us, curious how, look at together",
    "getting started, get started, where do i start, beginner, basics, hands on, try it, see how you",
    "how you use, trick, tutorial, course, coach, train me, get better, faster with, together, show you",
    "try this, watch you, how it works, how does it work, ~questions, what can it do, ~bot, prepare for",
    "rehearse, feedback on my, compare two, beibringen, beigebracht, mal zeigen, wie funktioniert",
    "ausprobiert, kennenlernen, anfangen, grundlagen, ~zeigen, ~sehen, ~voir, comment faire, débuter",
    "les bases, astuce, comment ça marche, m'apprendre, ~préparer, enseñar, cómo funciona, empezar",
    "conceptos básicos, truco, ~preparar, come funziona, iniziare, imparo, trucco, hoe werkt, beginnen met",
    "de basis, trucje, ~voorbereiden, como funciona, começar, ensinar, dica, ~how do i, ~how can i, ~how to",
    "~how do you, ~how you, ~how could i, ~how ~would you, ~how did you, ~can ai, ~with ai, ~ai help, ~use ai",
    "~for ai, ~could we, ~can we, ~let us, ~let's, ~walk through, ~talk through, ~show, ~compare, ~idea",
    "~test, ~presentation, ~speech, ~agenda, ~letter, ~newsletter, ~memo, ~email draft, ~language model, ~llm",
    "~large language, ~gemini, ~claude, good at, good for ai, what it can, limitations, use case, use cases",
    "wie kann ich, ~mit ki, ~für ki, ~kann ki, ~wie man, ~können wir, ~comment puis, ~avec l'ia, ~peut on",
    "~cómo puedo, ~con ia, ~con la ia, ~podemos, ~come posso, ~con l'ia, ~possiamo, ~hoe kan ik, ~met ai",
    "~kunnen we, ~como posso, ~com ia, mejorar, migliorare, verbeteren, melhorar, améliorer, verbessern",
    "aider à, ayudas, aiutare, helpen met",
)
_PROMPTS: Final = _words(
    "prompt, prompting, ~instruction, rephrase, rewrite, reword, ~template, tone of voice, better answers",
    "better questions, ~wording, ~write, ~draft, context, shorter, ~anweisung, umformulieren, ~vorlage",
    "~schreiben, formulieren, ~reformuler, ~modèle, ~rédiger, consigne, ~reformular, ~plantilla, ~redactar",
    "~escribir, ~modello, ~scrivere, ~schrijven, ~sjabloon, ~escrever, ~modelo, ask it, asked it, tell it",
    "sound like, style, tone, ~text, ~shorter text, more concise, too long, too vague, generic, bland",
    "unser stil, ~kürzer, tonfall, ~texte, ~style, más corto, ~estilo, ~testo, ~stile, ~korter, ~stijl",
    "~texto, mais curto",
)
_AUTOMATION: Final = _words(
    "automate, automation, automatic, workflow, macro, repetitive, by hand, copy and paste, step by step",
    "every week, ~weekly, ~monthly, spreadsheet, formula, ~report, ~excel, template for, reuse",
    "automatisieren, automatisch, arbeitsablauf, ~wochenbericht, tabellen, automatiser, ~hebdomadaire",
    "tableur, automatizar, flujo de trabajo, ~semanal, hoja de cálculo, automatizzare, ~settimanale",
    "flusso di lavoro, automatiseren, ~wekelijks, werkstroom, fluxo de trabalho, each week, every day",
    "each day, each month, every month, every time i, the same, again and again, smarter way, cleverer way",
    "quicker way, faster way, better way, save time, manually, saves me, ~figures, ~chart, ~table, ~minutes",
    "~transcript, jede woche, jeden tag, von hand, zeit sparen, schneller, chaque semaine, à la main",
    "gagner du temps, plus vite, cada semana, a mano, ahorrar tiempo, más rápido, ogni settimana",
    "risparmiare tempo, elke week, met de hand, tijd besparen, toda semana, à mão, poupar tempo, routine",
    "~sort, ~sorts, ~turn into, ~invoices, ~rota, ~schedule, ~shifts, ~complaint, ~complaints",
    "~customer letter, templates, batch, recurring, ~notes, ~tasks, ~aufgaben, ~tâches, ~tareas, ~compiti",
    "~taken, ~tarefas, zusammenfassen lassen",
)
_CHECKING: Final = _words(
    "check, verify, hallucination, hallucinate, wrong answer, ~source, ~answer, ~output, made up",
    "making things up, invent, fact check, accurate, trust the, double check, proofread, true, prüfen",
    "überprüfen, ~antwort, ~quellen, stimmt, halluzination, erfindet, vérifier, ~réponse, inventer, ~sources",
    "comprobar, verificar, compruebo, ~respuesta, ~fuentes, inventa, alucinación, verificare, controllare",
    "~risposta, ~fonti, controleren, ~antwoord, ~bronnen, ~resposta, ~fontes, what should i, should i ask",
    "should i check, should i watch, how do i know, how can i tell, can i trust, rely on, reliable, correct",
    "mistakes it, spot, can't do, cannot do, limits of, real or, facts, ~numbers, verlassen, richtig, ~fehler",
    "woher weiß, se fier, fiable, ~erreur, fiarme, correcta, ~errores, fidarsi, ~errori, klopt, betrouwbaar",
    "vertrouwen, ~fouten, confiar, correta, ~erros, does it remember, does it know, does it learn",
    "does not exist, doesn't exist, is it true, catch that, doing wrong, go wrong, made it up, out of date",
    "~wrong, ~mistake",
)
_RESPONSIBLE: Final = _words(
    "privacy, confidential, bias, biased, responsible, responsibly, ~policy, fair, unfair, ethics, ethical",
    "personal data, allowed, may i paste, paste, copyright, disclose, vertraulich, datenschutz",
    "verantwortungsvoll, darf ich, eingeben, confidentiel, ~données, éthique, coller, confidencial, ~datos",
    "privacidad, ética, pegar, riservato, ~dati, etica, incollare, vertrouwelijk, plakken, ~gegevens, ~dados",
    "privacidade, colar, shouldn't tell it, should not tell it, sensitive, anonymise, gdpr, may i",
    "am i allowed, are we allowed, safe to put, safe to share, put in there, clients' names, sensible daten",
    "dsgvo, erlaubt, sensible, rgpd, autorisé, permitido, sensibles, permesso di, gevoelig, avg, mag ik",
    "sensíveis, posso colar, never go into, record the call, recorded, consent, intellectual property",
    "~customer data, kundendaten, données clients, datos de clientes, dati dei clienti, klantgegevens",
    "dados de clientes, hineinkopieren, confier",
)
_STRATEGY: Final = _words(
    "strategy, strategic, roadmap, priority, priorities, budget, invest, investment, merger, acquisition",
    "acquire, market, pricing, raise prices, targets, vision, reorganisation, reorg, restructure, outsource",
    "outsourcing, insourcing, spend, next year, the board, shareholder, ~vendor, ~supplier, strategie",
    "fahrplan, priorität, investieren, übernahme, fusion, ~markt, nächstes jahr, ~lieferant, ~anbieter",
    "stratégie, feuille de route, priorité, investir, l'an prochain, prochaines années, ~fournisseur",
    "estrategia, presupuesto, hoja de ruta, prioridad, invertir, adquisición, próximo año, ~proveedor",
    "strategia, bilancio, investire, acquisizione, prossimo anno, prossimi anni, ~fornitore, begroting",
    "investeren, overname, volgend jaar, ~leverancier, estratégia, orçamento, aquisição, próximo ano",
    "~fornecedor, reorganise, relocate, close the, shut down, expand, expansion, joint venture, partnership",
    "~contract, ~tender, negotiate on my behalf, forecast target, headcount, savings, cost cutting, cut costs",
    "job cuts, money, fund, funding, capital, business case, business plan, launch, profit, revenue, dividend",
    "competitor, mandate, works council, union, delivery date, journalists, press statement, position paper",
    "haushalt, umsatz, werk schließen, stellenabbau, umstrukturierung, standort, vertrag, contrat, fermer",
    "chiffre d'affaires, réorganisation, usine, contrato, cerrar, ingresos, fábrica, reestructuración",
    "contratto, chiudere, fabbrica, ricavi, ristrutturazione, sluiten, omzet, fabriek, reorganisatie, fechar",
    "receita, reestruturação, discount, offer them, the offer, this offer, their offer, the deal, this deal",
    "cancel the, headquarter, downsize, rebrand, ~project, angebot, rabatt, offre, remise, oferta, descuento",
    "offerta, sconto, aanbieding, korting, proposta, desconto, proposition, propuesta, vorschlag annehmen",
    "voorstel",
)
_RISK: Final = _words(
    "risk, risky, liability, liable, legal, legally, lawful, lawyer, compliance, compliant, regulation",
    "regulator, lawsuit, incident, sue, contract terms, audit finding, risiko, haften, haftung, rechtlich",
    "vorschrift, aufsicht, risque, juridique, responsabilité, conformité, riesgo, cumplimiento",
    "responsabilidad, regulador, rischio, legale, conformità, risico, juridisch, aansprakelijk, risco",
    "jurídico, conformidade, without the audit, insure, insurance, penalty, breach of contract, exposure",
    "appetite, whistleblower, breach of law, disclose to, klage, gericht, strafe, versicherung, amende",
    "assurance, demanda, multa, seguro, causa legale, assicurazione, boete, verzekering, competition law",
    "antitrust, break the law, the law, illegal, allowed by law, ~law, recall the product, cover up",
    "keep quiet, gesetz, kartellrecht, illégal, la loi, ilegal, la ley, illegale, la legge, illegaal, de wet",
    "a lei",
)
_DECISIONS: Final = _words(
    "decide, decision, approve, approval, sign off, should we, should i, should our, do we, choose, ~pick",
    "~which, which one, ~whether, whether to, yes or no, no go, vote, hire, hiring, fire, let go, promote",
    "promotion, layoffs, bonus, accept, ~would you, go ahead, ~who should, ~drop, appoint, salary, entscheiden",
    "entscheidung, genehmigen, freigeben, sollen wir, soll ich, auswählen, befördern, einstellen, décider",
    "décision, approuver, devons nous, faut il, dois je, choisir, embaucher, promouvoir, decidir, decisión",
    "aprobar, debemos, debo, deberíamos, elegir, contratar, despedir, ascender, decidere, decisione",
    "approvare, dobbiamo, devo, scegliere, assumere, licenziare, promuovere, beslissen, beslis, beslissing",
    "goedkeuren, moeten we, moet ik, kiezen, aannemen, ontslaan, decisão, aprovar, devemos, escolher",
    "promover, think i should, do you think we, what would you do, make the call, your call, commit us",
    "commit to, agree to, reject, refuse, decline the, tell me which, tell me who, tell me whether, who gets",
    "who should get, better for us, is it ok to, is it wise, worth it, in my place, on my behalf",
    "for me to sign, authorise, authorize, ratify, veto, dismiss, replace him, replace her, raise for",
    "pay rise, successor, go or no, beförderung, gehalt, ablehnen, annehmen, unterschreiben, kündigen",
    "wer bekommt, wer soll, salaire, refuser, accepter, signer, qui doit, salario, rechazar, aceptar, firmar",
    "quién debe, stipendio, rifiutare, accettare, firmare, chi deve, salaris, weigeren, tekenen, wie moet",
    "salário, recusar, aceitar, assinar, quem deve, deveríamos, dovremmo, zouden we, devrions nous",
    "sollten wir, we should, shall i, shall we, should lead, should depend, who leads, who will lead",
    "do i have to, can i offer, take on, shall we take, must cut, ~who of, best candidate, candidate",
    "candidates, apprentices, how many people, how much should, how much do we, how many sites, wollen wir",
    "soll man, sollte ich, ob wir, wie viele, wer leitet, devons, doit on, qui dirige, combien",
    "si nous devons, hay que, tenemos que, contratamos, compramos, aceptamos, quién dirige, cuánto, compriamo",
    "accettiamo, chi guida, quanto, kopen we, zullen we, wie leidt, hoeveel, aceitamos, quem lidera",
)
_ACCESS: Final = _words(
    "access, password, passcode, login, log in, logged in, sign in, log on, account, licence, license",
    "permission, locked out, no rights, admin rights, access rights, rights to, seat, username",
    "single sign on, sso, two factor, mfa, authenticator, pin, badge, mailbox, shared drive, shared folder",
    "unlock, reset, expired, denied, add me, passwort, kennwort, zugriff, zugang, anmelden, einloggen, konto",
    "lizenz, berechtigung, gesperrt, postfach, freischalten, laufwerk, zurücksetzen, mot de passe, accès",
    "connecter, compte, identifiant, bloqué, dossier partagé, réinitialiser, contraseña, acceso, acceder",
    "iniciar sesión, cuenta, licencia, permiso, carpeta compartida, restablecer, accesso, accedere, licenza",
    "permesso, cartella condivisa, reimposta, wachtwoord, toegang, inloggen, aanmelden, licentie",
    "gedeelde map, senha, acesso, conta, licença, permissão, pasta partilhada, iniciar sessão, palavra passe",
    "redefinir, email address, new starter, new joiner, onboarding account, user id, credentials, pass phrase",
    "security key, code never, sign me in, signed out, log out, logs me out, logged out, session expired",
    "not authorised, unauthorised, unauthorized, greyed out, grayed out, no button, don't see the button",
    "cannot edit, can't edit, can't open, cannot open, can't see the, licence key, subscription, mailing list",
    "distribution list, sharepoint, onedrive, intranet, remove access, grant, benutzername, abgemeldet",
    "zugriffsrechte, keine rechte, ausgegraut, verteiler, anmeldung, nom d'utilisateur, droits, identifier",
    "messagerie, boîte mail, usuario, sin permiso, correo electrónico, buzón, inicio de sesión, nome utente",
    "casella di posta, entrare, credenziali, gebruikersnaam, geen rechten, postvak, utilizador, usuário",
    "caixa de correio, entrar na minha, edit rights, administrator, disabled by, activate, switched on for",
    "switched on, request goes through, workbook, ~folder, ~file, ~files, add-on, deactivated, ~archive",
    "restore, restored, deleted by mistake, recover, undelete, datei nicht, nicht öffnen, freigabe",
    "freigegeben, wiederherstellen, fichier, récupérer, restaurer, archivo, recuperar, restaurar, recuperare",
    "ripristinare, herstellen, bestand, ficheiro, ~ordner, verrouillé, verrouillée, código para, ~código",
)
_SECURITY: Final = _words(
    "security, virus, malware, phishing, vpn, blocked, unblock, firewall, hacked, suspicious, spam",
    "certificate, whitelist, ransomware, scam, stolen, sicherheit, verdächtig, blockiert, gehackt, sécurité",
    "suspect, pirate, pare feu, seguridad, sospechoso, bloqueado, hackeado, sicurezza, sospetto, bloccato",
    "beveiliging, verdacht, geblokkeerd, segurança, suspeito, junk mail, junk mails, fraud, fake, hacker",
    "leaked, leak, antivirus, encrypted, lost my laptop, lost my phone, lost the, usb, suspicious link",
    "~attachment, clicked, lock the device, zertifikat, betrug, geklaut, gestohlen, verloren, anhang",
    "certificat, pourriel, volé, perdu, pièce jointe, certificado, correo basura, robado, perdido, adjunto",
    "certificato, rubato, perso, allegato, certificaat, gestolen, bijlage, roubado, anexo, quarantine",
    "bank details, wipe, pretending, looks like a scam, spoof, imposter, impostor, popup, pop up, quarantäne",
    "quarantaine, cuarentena, ~outgoing mail",
)
_HARDWARE: Final = _words(
    "laptop, computer, machine, printer, install, installation, screen, monitor, phone, ~update, upgrade",
    "keyboard, mouse, headset, camera, projector, dock, docking station, scanner, tablet, device, wifi, wi fi",
    "network, internet, server, driver, plug in, add in, software, crash, freeze, frozen, ~slow, ~error",
    "broken, offline, does not work, doesn't work, not working, isn't working, won't start, won't open",
    "will not connect, sync, outage, battery, charger, cable, bluetooth, reboot, boot, backup, ~app, drucker",
    "rechner, bildschirm, installieren, tastatur, maus, gerät, netzwerk, wlan, kaputt, geht nicht",
    "funktioniert nicht, startet nicht, abgestürzt, imprimante, ordinateur, écran, installer, clavier, souris",
    "logiciel, réseau, panne, marche pas, fonctionne pas, mise à jour, impresora, ordenador, portátil",
    "pantalla, instalar, teclado, ratón, no funciona, actualización, stampante, schermo, portatile",
    "installare, tastiera, programma, rete, non funziona, guasto, aggiornamento, beeldscherm, scherm",
    "installeren, toetsenbord, muis, netwerk, stuk, werkt niet, impressora, computador, ecrã, rato",
    "não funciona, till, cash register, pos, label printer, toner, paper jam, cartridge, webcam, microphone",
    "speaker, usb stick, hard drive, disk, memory, storage full, desktop, browser, chrome, outlook, zoom",
    "microsoft teams, restart, restarts, shuts down, shut itself, switches off, turns off, hangs, stuck",
    "spins, lags, laggy, flickers, black screen, blue screen, blank screen, grey box, error message",
    "error code, replacement, spare, repair, out of order, stopped working, no longer works, won't load",
    "doesn't load, won't turn on, dead, loading, website down, is down, was down, latest version, new version",
    "extension, connect, connection, signal, hotspot, roaming, sim card, conference room system, meeting room",
    "ringtone, voicemail, telephone, charging, charge, plug, fehlermeldung, hängt, stürzt ab, neustart",
    "reagiert nicht, mikrofon, kamera, ladegerät, kabel, akku, handy, telefon, schwarz, flackert, ~meldung",
    "geht nicht mehr, verbindung, message d'erreur, câble, chargeur, téléphone, redémarre, ne démarre, bloque",
    "ne répond plus, noir, son, ne s'allume, connexion, batterie, ~lent, mensaje de error, no arranca",
    "se apaga, se cuelga, cargador, batería, teléfono, móvil, ~negro, ~lento, conexión, sonido",
    "messaggio di errore, si spegne, si blocca, cavo, caricatore, batteria, telefono, cellulare, ~nero",
    "connessione, foutmelding, start niet, loopt vast, oplader, batterij, telefoon, mobiel, ~zwart, ~traag",
    "verbinding, geluid, mensagem de erro, não liga, desliga, bloqueia, cabo, carregador, bateria, telefone",
    "telemóvel, celular, ligação, som, ~sound, no sound, terminal, kiosk, cracked, glass, whiteboard, fixed",
    "fix my, fix the, fix it, vanished, disappeared, gone missing, cannot reach, can't reach, can reach",
    "can't hear, cannot hear, can't see anyone, can't print, print job, print jobs, printing, handset",
    "walkie talkie, walkie, radio, cracks, broke, breaks, drops out, drop out, calls drop, cuts out",
    "disconnects, disconnected, logged off, desktop icon, java,  ipad, iphone, android, macbook, pc",
    "workstation, hard disk, signature, outgoing, not receiving, no mails, mails arrive, don't arrive",
    "doesn't arrive, never arrives, never arrived, diensthandy, diensttelefon, beamer, nicht erkannt",
    "geht nicht an, keine mails, neues handy, second écran, ne lit plus, reçois plus, recibo correos",
    "no me llega, roto, rota la, cade ogni, non ricevo, valt uit, valt steeds, ontvang geen, não recebo",
    "avariado, partido",
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
            Domain("Finding and trying approved AI tools", _TOOLS),
            Domain("Writing prompts and automating small steps", _words(*_PROMPTS, *_AUTOMATION)),
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
