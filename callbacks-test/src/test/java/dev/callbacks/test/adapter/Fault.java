// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.test.adapter;

import java.util.List;

/**
 * A promise that an adapter breaks, and the tests of the kit that find it.
 */
enum Fault {

	CHANGES_ANSWERS("answerIsTheLibrarysOwn"),

	ASKS_ON_ANOTHER_THREAD("answerIsTheLibrarysOwn"),

	DROPS_A_PIECE("streamIsTheLibrarysOwn", "streamAfterAToolIsTheLibrarysOwn"),

	CLOSES_A_STREAM_TOO_EARLY("streamThatIsClosedIsTheLibrarysOwn"),

	WRAPS_FAILURES("failureIsTheLibrarysOwn", "failureOfAStreamIsTheLibrarysOwn", "failureOfASearchIsTheLibrarysOwn"),

	CHANGES_RESULTS_OF_TOOLS("answerAfterAToolIsTheLibrarysOwn", "streamAfterAToolIsTheLibrarysOwn"),

	CHANGES_FAILURES_OF_TOOLS("whatBecomesOfAToolThatFailsIsTheLibrarysOwn"),

	CHANGES_WHAT_IS_FOUND("searchIsTheLibrarysOwn"),

	NEEDS_A_MANAGER_THAT_RUNS("libraryWorksOnWhenTheManagerHasStopped"),

	LEAVES_A_RUN_CURRENT("nothingStaysCurrentOnTheCallersThread"),

	OPENS_ROOTS("modelIsBelowTheRunThatIsCurrent", "streamIsBelowTheRunThatIsCurrent", "roundsAndToolsHaveOneParent",
			"roundsAndToolsOfAStreamHaveOneParent", "searchIsBelowTheRunThatIsCurrentAndAboveWhatItDoes"),

	OPENS_TOOLS_AS_ROOTS("roundsAndToolsHaveOneParent", "roundsAndToolsOfAStreamHaveOneParent"),

	OPENS_RUNS_TWICE("modelIsBelowTheRunThatIsCurrent", "roundsAndToolsHaveOneParent", "everyRunHasOneEnding"),

	MAKES_NO_RUN_CURRENT("whatAToolDoesIsBelowIt", "searchIsBelowTheRunThatIsCurrentAndAboveWhatItDoes"),

	KEEPS_TOKENS_TO_ITSELF("tokensAreThePiecesOfTheStream", "errorOfAStreamHasWhatHadCome"),

	REPEATS_TOKENS("tokensAreThePiecesOfTheStream"),

	TELLS_THE_USER_FIRST("handlersHaveAPieceBeforeTheUser"),

	TELLS_TOKENS_OF_WHOLE_ANSWERS("wholeAnswerIsToldWithoutTokens"),

	FORGETS_WHAT_IS_ASKED("wholeAnswerIsToldWithoutTokens", "toolIsToldWithItsCallAndItsResult",
			"searchIsToldWithItsQueryAndWhatItFound"),

	FORGETS_WHAT_IS_ANSWERED("wholeAnswerIsToldWithoutTokens", "toolIsToldWithItsCallAndItsResult",
			"searchIsToldWithItsQueryAndWhatItFound"),

	DOES_NOT_WAIT_FOR_STARTS("workBeginsWhenHandlersHaveFinishedTheStart",
			"toolBeginsWhenHandlersHaveFinishedTheStart"),

	DOES_NOT_WAIT_FOR_ENDS("callerGoesOnWhenHandlersHaveFinishedTheEnd"),

	ENDS_NOTHING("everyRunHasOneEnding"),

	KEEPS_THE_MODEL_AT_WORK("streamThatIsClosedEndsItsRunAndTheModelsWork"),

	ENDS_CLOSED_STREAMS_AS_COMPLETE("streamThatIsClosedEndsItsRunAndTheModelsWork"),

	TELLS_OF_WRAPPERS("errorIsTheModelsOwn"),

	TELLS_OF_OTHER_ERRORS("errorIsTheModelsOwn", "errorOfAToolIsItsOwn"),

	ENDS_FAILED_WORK_WELL("errorIsTheModelsOwn", "errorOfAStreamHasWhatHadCome", "errorOfAToolIsItsOwn"),

	HEARS_NO_REFUSAL("handlerThatRefusesTheStartIsHeard");

	private final List<String> finders;

	Fault(String... finders) {
		this.finders = List.of(finders);
	}

	List<String> finders() {
		return this.finders;
	}

}
