"""Words for the columns of lists, in the languages that most people write them in. Pure.

A word is compared as `plain_name` leaves it: without case, accents, spaces and signs.
"""

import unicodedata

WORDS: dict[str, tuple[str, ...]] = {
    "external_id": ("external id", "id", "code", "key", "nr", "no", "number", "nummer", "número"),
    "name": (
        "name", "full name", "display name", "player", "player name", "team name", "club name", "asset",
        "spieler", "spielername", "vollständiger name", "vereinsname",
        "joueur", "nom", "nom du joueur", "nom complet", "jugador", "nombre", "nombre completo",
        "giocatore", "calciatore", "nome", "nome completo", "jogador", "speler", "naam", "spelersnaam",
        "zawodnik", "piłkarz", "imię i nazwisko", "nazwisko", "spelare", "namn", "spiller", "navn", "oyuncu", "isim",
        "игрок", "имя", "фио", "選手", "選手名", "名前", "球员", "姓名",
    ),
    "club": (
        "club", "team", "club or team", "current club", "squad", "side", "franchise", "verein", "mannschaft", "klub",
        "équipe", "équipe actuelle", "equipo", "squadra", "time", "clube", "ploeg", "drużyna", "lag",
        "klubb", "hold", "takım", "kulüp", "клуб", "команда", "チーム", "クラブ", "球队", "俱乐部",
    ),
    "position": (
        "position", "pos", "role", "player position", "set", "auction set", "specialism", "posten", "spielposition",
        "poste", "posición", "puesto",
        "demarcación", "ruolo", "r", "posição", "positie", "pozycja", "mevki", "pozisyon", "позиция", "амплуа",
        "ポジション", "位置",
    ),
    "country": (
        "country", "nation", "nationality", "nat", "land", "nationalität", "pays", "nationalité", "país",
        "nacionalidad", "paese", "nazionalità", "nacionalidade", "nationaliteit", "kraj", "narodowość", "ülke",
        "страна", "国", "国籍",
    ),
    "rank": (
        "rank", "ranking", "seed", "overall rank", "order", "rang", "platz", "reihenfolge", "classement", "rango",
        "clasificación", "classifica", "classificação", "rangschikking", "sıra", "место", "順位", "排名",
    ),
    "opening_price": (
        "opening price", "opening", "base price", "reserve price", "starting price", "start price", "minimum price",
        "startpreis", "mindestpreis", "mindestgebot", "prix de départ", "mise à prix", "precio de salida",
        "precio inicial", "prezzo base", "base d'asta", "preço inicial", "preço base", "startprijs", "cena wywoławcza",
    ),
    "fixture": (
        "fixture", "fixture id", "match", "match id", "game", "game id", "spiel", "spiel id", "spielnr", "partie",
        "partido", "partita", "jogo", "wedstrijd", "mecz", "kamp", "maç", "матч", "試合", "比赛",
    ),
    "asset": (
        "asset", "asset id", "player id", "element", "element id", "spieler id", "spielernummer", "id joueur",
        "id jugador", "id giocatore", "id jogador", "speler id",
    ),
    "home": (
        "home", "home team", "home side", "home club", "team 1", "host", "heim", "heimteam", "heimmannschaft",
        "gastgeber", "domicile", "équipe domicile", "équipe à domicile", "local", "equipo local", "casa",
        "squadra casa", "squadra di casa", "mandante", "thuis", "thuisploeg", "gospodarze", "hemmalag", "hjemmehold",
        "hjemmelag", "ev sahibi", "хозяева", "ホーム", "主队",
    ),
    "away": (
        "away", "away team", "away side", "away club", "team 2", "visitor", "visitors", "guest", "gast",
        "gastteam", "gastmannschaft", "auswärts", "extérieur", "équipe extérieur", "équipe à l'extérieur",
        "visitante", "equipo visitante", "ospite", "trasferta", "squadra ospite", "fora", "uit", "uitploeg", "goście",
        "bortalag", "udehold", "bortelag", "deplasman", "гости", "アウェイ", "客队",
    ),
    "round": (
        "round", "matchday", "gameweek", "gw", "week", "stage", "matchweek", "spieltag", "runde",
        "journée", "tour", "jornada", "giornata", "rodada", "speelronde", "ronde", "kolejka", "omgång", "hafta",
        "тур", "節", "轮次",
    ),
    "kickoff": (
        "kickoff", "kickoff time", "date", "date time", "start", "starts",
        "match date", "anstoß", "datum", "anpfiff", "beginn", "date et heure", "coup d'envoi", "fecha",
        "data", "data e ora", "data e hora", "aftrap", "termin", "avspark", "tarih", "дата", "日付", "日期",
    ),
    "time": (
        "time", "ko", "uhrzeit", "zeit", "heure", "hora", "ora", "orario", "horário", "tijd", "godzina", "tid",
        "saat", "время", "時刻", "时间",
    ),
    "status": ("status", "state", "finished", "zustand", "statut", "estado", "stato", "durum", "статус"),
    "result": (
        "result", "score", "final score", "ergebnis", "endstand", "resultado", "risultato", "placar",
        "uitslag", "wynik", "resultat", "skor", "счёт", "результат",
    ),
    "home_score": (
        "home score", "home goals", "score home", "goals home", "tore heim", "heimtore", "buts domicile",
        "goles local", "gol casa", "gols mandante", "thuisdoelpunten",
    ),
    "away_score": (
        "away score", "away goals", "score away", "goals away", "tore gast", "gasttore", "tore auswärts",
        "buts extérieur", "goles visitante", "gol ospite", "gols visitante", "uitdoelpunten",
    ),
    "home_extra": ("home extra", "home extra time", "verlängerung heim"),
    "away_extra": ("away extra", "away extra time", "verlängerung gast"),
    "home_penalties": ("home penalties", "home shootout", "elfmeter heim"),
    "away_penalties": ("away penalties", "away shootout", "elfmeter gast"),
    "winner": ("winner", "sieger", "gewinner", "vainqueur", "ganador", "vincitore", "winnaar", "победитель"),
}  # fmt: skip
"""For each column of ours, what others call it; where a word stands for two of them, the file's kind decides."""


def plain_name(name: str) -> str:
    """A column's name as names are compared: `External ID`, `external_id` and `Éxternal-Id` are the same."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(each for each in letters if each.isalnum())
