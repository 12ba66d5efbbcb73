"""The wordings by which authors ask, claim, do, find and doubt, and relate their work to that of others."""

from __future__ import annotations

import re

from alignqa.summaries import vocabulary

_MODIFIED = (
    r"(?:also |then |first |currently |still |personally |further |further, |consistently |therefore |strongly "
    r"|will |can |now |thus |generally )?"
)
_NEW = r"an?|the|our|new|novel|evidence|results|empirical|two|three|several|some|how|that|[\w-]+ing"  # what is presented
ASKS = re.compile(
    rf"\b(?:we|i) {_MODIFIED}(?:investigate|study|examine|explore|analy[sz]e|address|ask|consider whether|focus on|aim to"
    r"|seek to"
    r"|set out to|want to (?:know|understand|find out))\b"
    rf"|\bthis (?:{vocabulary.OWN_TEXTS}) (?:\w+ )?(?:examines|investigates|discusses"
    r"|asks|explores"
    r"|analy[sz]es|addresses|studies|considers|is about|describes|looks at)\b"
    rf"|\bour (?:{vocabulary.OWN_TEXTS}) (?:examines|investigates|discusses|asks|explores|analy[sz]es)\b"
    r"|\b(?:our|the|my) (?:main |central |key |core )?(?:goal|aim|purpose|question) (?:of this \w+ |here )?is\b"
    r"|\b(?:central|key|main|core|important|research|primary|two|three|following|raises the|leads to the) (?:\w+ )?questions?\b"
    r"|\bquestion (?:is|of (?:whether|how|what|why))\b|\bdemonstration of\b",
    re.IGNORECASE,
)
CLAIMS = re.compile(
    rf"\b(?:we|i) {_MODIFIED}(?:{vocabulary.ARGUING}|{vocabulary.BELIEVING}|{vocabulary.SUGGESTING}"
    rf"|{vocabulary.GUESSING}|show|find|found|expect|predict that"
    r"|demonstrate|recommend|hold|maintain|emphasi[sz]e|call for)\b"
    r"|\b(?:our|these|the) (?:\w+ )?(?:results?|findings|experiments?|analysis|work|evidence) (?:\w+ )?(?:shows?"
    r"|suggests?|indicates?"
    r"|demonstrates?|implies|imply|provides?|validates?|supports?)\b"
    r"|^\W*(?:in short|in summary|to summari[sz]e|in conclusion|overall|ultimately|the upshot)\b|\b(?:the (?:main|central"
    r"|key|core|basic) (?:claim"
    r"|point|idea|argument|problem|takeaway|lesson|insight|contribution|reason|challenge))\b"
    rf"|\bthis (?:{vocabulary.OWN_TEXTS}) (?:\w+ )?(?:argues|shows|claims|proposes|introduces|presents"
    r"|demonstrates)\b",
    re.IGNORECASE,
)
PRESENTS = re.compile(
    rf"\b(?:we|i) {_MODIFIED}(?:(?:introduce|present) (?:{_NEW})\b|identify|highlight|provide (?:an?|the|new"
    rf"|evidence)|develop|contribute)\b",
    re.IGNORECASE,
)
ASSERTS = re.compile(
    r"\b(?:must|should|cannot|can(?:not|['’]t)? be|will|requires?|necessary|sufficient|likely|unlikely|default|impossible"
    r"|important|crucial"
    r"|leads? to|means that|implies|depends? on|does not|do not|is not|are not|isn['’]t|rather than|because|more than"
    r"|enables?|allows?)\b",
    re.IGNORECASE,
)
DONE = re.compile(
    rf"\b(?:we|i) {_MODIFIED}(?:re)?-?(?:train(?:ed)?|fine-?tuned?|evaluated?|measured?|prompt(?:ed)?|samp?led?"
    r"|test(?:ed)?|collect(?:ed)?"
    r"|comput(?:e|ed)|compared?|use[d]?|analy[sz]ed?|survey(?:ed)?|ran|run|construct(?:ed)?|build|built|simulated?|set up"
    r"|give|gave|vary"
    r"|varied|fit|fitted|model(?:led)?|generated?|create[d]?|select(?:ed)?|ask(?:ed)?|employ(?:ed)?|conduct(?:ed)?"
    r"|perform(?:ed)?|study|studied|consider(?:ed)?|apply|applied|design(?:ed)?|plot(?:ted)?|predict(?:ed)?|add(?:ed)?"
    r"|say|tell|told)\b"
    r"|\bby training\b|\bour (?:method|approach|set-?up|procedure|datasets?|experiments?|methodology|analysis) (?:is|are"
    r"|uses?|consists?)\b",
    re.IGNORECASE,
)
COMPARES = re.compile(
    r"\b(?:outperform\w*|achiev\w+|improv\w+|reduc\w+|increas\w+|decreas\w+|complie[sd]|surpass\w*|exceed\w*"
    r"|better than|twice as|(?:larg|small|high|low)er"
    r"|worse than"
    r"|more (?:often|likely)|tends? to|preferred|produc\w+|reach\w*|consistently|significantly|compared (?:to|with)|times"
    r"|of the time|accuracy)\b|\d% of \w",
    re.IGNORECASE,
)
FOUND = re.compile(
    rf"\b(?:we|i) {_MODIFIED}(?:{vocabulary.FINDING}|show)\b"
    r"|\b(?:results?|experiments?|findings|evaluations?|data) (?:\w+ ){0,5}(?:shows?|showed|suggests?|indicates?"
    r"|demonstrates?|reveals?)\b"
    r"|\b(?:outperform\w*|surpass\w*)\b",
    re.IGNORECASE,
)
FIGURES = re.compile(
    r"\d(?:\.\d+)?\s?(?:%|×|x\b|pp\b)|\b\d+(?:[.,]\d+)+\b|\b\d+ (?:of|out of) (?:the )?\d+|\b\d+[ -](?:fold|times|points?"
    r"|percent)"
    r"|\bpercent\b|\btwice\b|\b(?:doubl|tripl|halv)\w+|\bhalf (?:of )?the\b"
    r"|\b\d+ (?:\w+ ){0,2}(?:models?|assistants?|tasks?|runs?|tokens|parameters)\b",
    re.IGNORECASE,
)
TUNES = re.compile(
    r"\b(?:learning rate|temperature|batch size|epochs?|warm-?up|optimi[sz]er|seeds?|rank|bootstrap|license|adamw?"
    r"|tokeni[sz]er|greedy decoding|bfloat16|tpus?|gpus?)\b",
    re.I,
)
DOUBTS = re.compile(
    r"\b(?:our|this|these|key|main|important|major|significant|a|one|as for) (?:\w+ ){0,2}(?:limitations?|caveats?"
    r"|shortcomings?|weakness\w*)\b"
    r"|\b(?:limitations?|caveats?) (?:of|to|in|is) (?:our|this|these|my)\b|\b(?:beyond|outside) the scope of (?:this|our)\b"
    r"|\b(?:we|i) (?:are|am) (?:\w+ )?(?:unsure|uncertain|not (?:sure|certain|confident))\b|\b(?:i['’]m"
    r"|we['’]re) (?:unsure|uncertain|not (?:sure|certain))\b"
    r"|\b(?:our|these) (?:\w+ )?(?:results?|sample|analysis|experiments?|evidence|set-?up|settings?|approach|method"
    r"|argument|conclusions?)s?"
    r" (?:\w+ )?(?:not|limited|small|only|fail|unrealistic|artificial|wrong|don['’]t)\b"
    r"|\bmay not (?:generali[sz]e|hold|transfer|apply)\b|\bshould (?:not be taken|be taken with|be interpreted with)\b"
    r"|\b(?:we|i|our argument) (?:\w+ )?(?:could|might|may) be (?:\w+ )?(?:wrong|mistaken)\b",
    re.IGNORECASE,
)
NOT_DONE = re.compile(
    r"^(?!if\b).{0,200}\b(?:we|i) (?:only|did not|do not|have not|don['’]t|didn['’]t|haven['’]t|cannot|can['’]t"
    r"|were not) (?:\w+ ){0,2}?(?:have|test|evaluate"
    r"|tested|evaluated|study|studied|examined?|show|address|addressed|claim|considered?|know|rule out|control|observed?"
    r"|explored?|demonstrate"
    r"|investigated?|described?|able)\b|\bdue to the cost\b|\bwe assume\b",
    re.IGNORECASE,
)
FALLS_SHORT = re.compile(
    r"\b(?:not|no|nor|never|only|may|might|could|cannot|limit\w*|unclear|uncertain|unrealistic|artificial|small|fail\w*"
    r"|lack\w*|although"
    r"|though|however|less|difficult|hard)\b|n['’]t\b",
    re.IGNORECASE,
)
EMPTY_DOUBT = re.compile(
    r"\b(?:several|a number of|some|following|certain|various|key|many|these) (?:\w+ )?limitations?\b(?!,? that)", re.I
)
LEAVES_OPEN = re.compile(rf"{vocabulary.LEFT_OPEN}|\bdirections? for (?:future|further)\b", re.IGNORECASE)
NOT_KNOWN = re.compile(vocabulary.NO_KNOWLEDGE, re.IGNORECASE)
BUILDS = re.compile(
    r"\b(?:buil(?:d|ds|t|ding) (?:up)?on|extend(?:s|ed|ing)?|inspired by|motivated by|in contrast (?:to|with)|unlike"
    r"|similar(?:ly)? to"
    r"|differs? from|complement\w*|(?:prior|previous|recent|earlier|existing) (?:work|research|studies|papers?)|(?:our"
    r"|this) work"
    r"|consistent with|in line with|contrary to|following|introduced by|first (?:proposed|introduced|described)|disagree\w*)\b",
    re.IGNORECASE,
)
IN_SOME_WAYS = re.compile(r"\bin (?:several|many|some|a number of|important) (?:\w+ )?(?:ways|respects)\b", re.IGNORECASE)
HOPES = re.compile(
    r"\bhope(?:fully)?\b|\binspire\b|\bmore (?:work|research) is needed\b|\bexcited\b|\blook(?:ing)? forward\b|\bon this\W*$"
    r"|\bdemands?\b|\bpropose an? (?:\w+ ){0,3}questions\b"
    r"|\bfuture (?:work|research)(?: [\w-]+){0,5} (?:could|may|might|can|should) (?:involve|include|consist)\b",
    re.IGNORECASE,
)
COMES_LATER = re.compile(r"^(?:second|third|finally|lastly|next|moving|to understand|although|while)\b", re.IGNORECASE)
IMAGINES = re.compile(rf"\b(?:{vocabulary.IMAGINING}|let['’]?s|for (?:example|instance)|e\.g\.|hypothetical)\b", re.IGNORECASE)
STUDIES = re.compile(  # what is asked, and not only that something is
    r"\b(?:whether|how|why|to what extent|conditions under|questions? (?:of|is))\b"
    r"|\b(?:investigate|study|explore|examine)\b(?! an?\b).*\b(?:of|between|in|for|on)\b|\bdemonstration of\b",
    re.IGNORECASE,
)
DEFINES = re.compile(
    r"\b(?:we|i) (?:\w+ )?(?:call|define|refer to|think of|say that|use the (?:\w+ )?term|term|denote|dub)\b"
    r"|\bwe consider an? \w+ to be\b|\b(?:is|are) (?:called|defined|known as|referred to)\b|\boccurs? when\b|\brefers? to\b"
    r"|^\W*an? [\w’'-]+(?: [\w’'-]+)? is [\w’'-]+ (?:if|when)\b"
    r"|\bby [\w“\"-]+(?: [\w”\"-]+){0,3},? (?:we|i) mean\b|\bstands for\b|\bis termed\b",
    re.IGNORECASE,
)
ABLATES = re.compile(
    r"^\W*(?:if|when) (?:we )?(?:remov|breaking|replac|retain|restrict|exclud|varying)\w*|\bablat|\bsubcategor",
    re.IGNORECASE,
)
REMARKS = re.compile(r"^\W*(?:interestingly|surprisingly|notably|to our knowledge|on the other|qualitatively)\b", re.I)
OPEN_MATTER = re.compile(
    r"\b(?:whether|how|why|what|which|where|when|could|might|should|may|can|would|need|better|understand\w*"
    r"|unclear|unknown|questions?"
    r"|problems?)\b",
    re.IGNORECASE,
)
OWN_AIM = re.compile(
    r"\b(?:our|my|the) (?:main |primary )?(?:goal|aim|purpose|contributions?|results?|findings)\b"
    r"|\bour work (?:\w+ )?(?:motivates?|suggests?"
    r"|shows?|highlights?|implies|provides?|demonstrates?|raises?)\b|\bfuture (?:work|research)\b|\bbelated\b|^\W*if\b",
    re.IGNORECASE,
)
CONCEDES = re.compile(  # what a section begins with or adds, and is not its point
    r"^\W*(?:although|though|while|a related|(?:for|as) an example|example|more examples|another|in (?:theory|practice|a|an)"
    r"|a little bit|we can|i['’]m"
    r"|two or more|on (?:one|the other) side|even (?:though|if)|despite|given|whilst|if|when|some|many|most"
    r"|historically"
    r"|traditionally|conventionally|even (?:the|an?)|currently"
    r"|today|so far|recently?|recent work|previous(?:ly)?|researchers|in the past|it is (?:true|tempting|possible)"
    r"|there (?:is|are|may|might)|people)\b"
    r"|\b(?:might|could) (?:also )?(?:consider|want)\b|\b(?:potential|potentially)\b|\bi['’]m not sure\b"
    r"|\bwant to\b|\bdoes not guarantee\b"
    r"|\bplays? an? (?:\w+ )?role\b|(?<!\bit )\b(?:is|are) (?:crucial|important|essential|vital) (?:to|for|in)\b"
    r"|\b(?:was|were) (?:\w+ )?(?:developed|introduced|proposed|created|designed|invented)\b|\bsimilar to how\b"
    r"|\bwe (?:have seen|present|assume|restrict|choose|use)\b|\bfor (?:obvious|several) reasons\b|\bperhaps\b"
    r"|\brepresents? an? (?:\w+ )?(?:critical|important|key|significant|major|central)\b|\bcommon arguments?\b"
    r"|\banother example of\b|\bgrowing (?:recognition|interest|concern|body)\b"
    r"|\bassumption that\b",
    re.IGNORECASE,
)
THESIS = re.compile(
    rf"\b(?:we|i) {_MODIFIED}(?:{vocabulary.ARGUING}|show|demonstrate|(?:present|propose|introduce) (?:{_NEW}))\b"
    rf"|\bthis (?:{vocabulary.OWN_TEXTS}|document) (?:\w+ )?(?:argues|shows|claims|proposes"
    r"|introduces|presents|lays"
    r"|demonstrates|describes)\b",
    re.IGNORECASE,
)
WHETHER = re.compile(r"\b(?:whether|how|why|to what extent)\b", re.IGNORECASE)
OF_ONE_TASK = re.compile(r"^\W*(?:For|On|In) (?:[A-Z][\w-]*[A-Z0-9][\w-]*|the [\w-]+ (?:task|benchmark|dataset))\b")
STATES = re.compile(  # a heading that is a statement
    r"\b(?:is|are|can|cannot|can['’]t|may|might|must|will|won['’]t|should|does|do|don['’]t|doesn['’]t|not|needs?"
    r"|requires?|makes?|means?)\b",
    re.IGNORECASE,
)
SUPPOSES = re.compile(rf"{IMAGINES.pattern}|\b(?:might|could|would)\b", re.IGNORECASE)
NO_POINT = re.compile(rf"{CONCEDES.pattern}|{HOPES.pattern}", re.IGNORECASE)
IS_A = re.compile(
    r"^\W{0,2}(?:an? |the )?\w[\w’'-]{0,30}(?: [\w’'-]{1,30}){0,2} (?:(?:is|are) (?:an?|the) (?:[\w’'-]{1,30} ){1,6}?"
    r"(?:that|which|where|for|like|whose|used)|are (?:[\w’'-]{1,30},? ){1,4}?(?:that|which|whose|between))\b",
    re.IGNORECASE,
)
OTHER_WORK = re.compile(
    r"^\W*(?:the|a|one|another) (?:\w+ )?(?:paper|post|report|article|study|authors?)\b|^\W*(?:perhaps"
    r"|similar to|whether)\b",
    re.I,
)
OF_THE_WORK = re.compile(  # a heading over the limits of the work itself, and not of one of its subjects
    r"^[\d. ]*(?:limitations|caveats|weaknesses|shortcomings|epistemic status)\b(?! of (?!our|this|the (?:study|paper|work)))"
    r"|\band limitations\W*$",
    re.IGNORECASE,
)
ASIDE = re.compile(  # one case among several, or a remark, where the whole is asked for
    r"^\W*(?:if|unless|when|even if|at some point|for the (?:current )?moment|in principle|in theory|on (?:the"
    r"|an?) [\w-]+ (?:model|view|account|picture))\b"
    r"|^\W*(?:over|in|during) (?:the )?(?:last|past|recent) (?:\w+ )?(?:decades?|years?|months?)\b"
    r"|\beven (?:if|when) it (?:does|is|has|can)|\bon the margins?\b|\bthe objection (?:is|here)\b|\bwhat worries me\b",
    re.IGNORECASE,
)
BESIDES = re.compile(  # a second strand of a section, one half of a contrast, or what points elsewhere
    r"\balso\b|\bflip side\b|^\W*in (?:the|an?|this) (?:[\w-]+ ){1,3}(?:scenario|world|picture|story|view)\b|\bother things\b|§"
    r"|\b(?:is|are|was|were) (?:\w+ )?(?:one|some|among) of the (?:first|earliest|most|best|many|few)\b"
    r"|^\W*(?:commonly|typically|usually|often|generally|sometimes|(?:one|an?) (?:[\w-]+ )?(?:proposal|example|idea"
    r"|suggestion))\b"
    r"|\bin [A-Z][\w-]+['’]s example\b|\b(?:we|i)(?: are| am|['’]re|['’]m) not (?:referring|claiming|saying|arguing)\b"
    r"|\b[A-Z] = |\b[A-Z]_\w|^\W*it may be that\b|\bas far as (?:i|we)\b",
    re.IGNORECASE,
)
COMMONPLACE = re.compile(  # says of a thing only that it counts
    r"\b(?:is|are|be|becomes?|remains?|represents?|plays?) (?:\w+ )?an? (?:\w+ )?(?:important|key|crucial|critical"
    r"|essential|vital|central"
    r"|significant|major|valuable|useful) (?:\w+ )?(?:components?|pieces?|parts?|aspects?|elements?|tools?"
    r"|ingredients?|topics?|areas?|fields?|themes?|roles?|tasks?|steps?|factors?)\b",
    re.IGNORECASE,
)
OF_THEMSELVES = re.compile(  # what authors say of their group or plans, and not of their subject
    r"\bour (?:motto|mission|teams?|company|lab|organi[sz]ation|newsletter|agenda)\b|\bwe(?: have|['’]ve) (?:focused"
    r"|been working)\b"
    r"|\bwe (?:will|plan to|intend to|are going to|look to) (?:continue|keep|publish|release|share|update|work|use|try|explore)\b"
    r"|\bwe(?: are)? (?:\w+ly )?focus(?:ing)? on\b"
    r"|\b(?:we|i)(?: are| am|['’]re|['’]m) (?:\w+ )?(?:working|hiring|publishing|releasing|planning)\b|\bbear with\b",
    re.IGNORECASE,
)
POSES_CHALLENGES = re.compile(
    r"\b(?:presents?|poses?|raises?|faces?|brings?|comes? with) (?:[\w-]+ ){0,4}(?:challenges|problems|questions"
    r"|opportunities)\W*$",
    re.I,
)
STATES_A_FACT = re.compile(
    r"\b(?:is|are|can|may|might|could|has|have|does|do|makes?|leads?|remains?|needs?|relies|requires?|provides?)\b", re.IGNORECASE
)
QUOTES = re.compile(r"“[^”]{30,}”|\"[^\"]{30,}\"")
OF_THE_TEXT = re.compile(
    r"\bsake of brevity\b|\bmain text\b|\b(?:this|the|next|last|previous) (?:\w+ )?(?:post|chapter|section|article"
    r"|essay|parts?|figure|image|diagram"
    r"|picture|table)\b"
    r"|\b(?:titled|captioned|depicted|labell?ed)\b|^\W*(?:an? )?(?:human|user|person|student|robot|agent"
    r"|child) (?:says?|asks?|gives?)\b",
    re.IGNORECASE,
)
PRAISES_EFFORT = re.compile(
    r"\b(?:extensive|comprehensive|thorough|detailed|systematic) (?:\w+ )?(?:evaluations?|experiments?|analys[ie]s"
    r"|stud(?:y|ies)|comparisons?)\b|\bwe compare (?:to|with|against)\b",
    re.IGNORECASE,
)
DEFENDS = re.compile(r"\bhave not (?:\w+ )?(?:observed|seen|found|noticed|encountered)\b", re.IGNORECASE)
OF_THE_FIELD = re.compile(
    r"\b(?:we|i) (?:do not|don['’]t|cannot|can['’]t) (?:yet |currently )?(?:understand\b|know how\b|have (?:an?"
    r"|any) (?:\w+ ){0,2}"
    r"(?:understanding|solution|way|methods?|tools?|techniques?|theory)\b)",
    re.IGNORECASE,
)
NAMES_PRIOR_WORK = re.compile(
    r"\b(?:unlike|like|in contrast to|differs? from|extends?|buil(?:ds?|t) (?:up)?on|follow(?:s|ing)?|complements?) (?:\w+ ){0,3}"
    r"(?:work|research|studies|papers?)\b",
    re.IGNORECASE,
)
