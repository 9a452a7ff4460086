// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.recipes;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;

import dev.callbacks.CallbackManager;
import dev.callbacks.RunConfig;
import dev.callbacks.autoconfigure.CallbacksAutoConfiguration;
import dev.callbacks.autoconfigure.chat.CallbacksChatAutoConfiguration;
import dev.callbacks.autoconfigure.handler.CallbacksHandlerAutoConfiguration;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.LlmResult;
import dev.callbacks.message.ToolCall;
import dev.callbacks.message.ToolDefinition;
import dev.callbacks.message.Usage;
import dev.callbacks.step.Steps;
import dev.callbacks.step.Tool;
import dev.callbacks.test.CallbackTests;
import dev.callbacks.test.RecordingHandler;
import dev.callbacks.test.ScriptedProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.codec.ServerSentEvent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * The recipes of {@code docs/recipes} do what their pages say.
 */
@ExtendWith(OutputCaptureExtension.class)
class RecipeTests {

	private static final Duration WAIT = Duration.ofSeconds(20);

	private final ScriptedProvider provider = new ScriptedProvider();

	private final RecordingHandler recording = new RecordingHandler();

	private final ApplicationContextRunner application = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(CallbacksAutoConfiguration.class, CallbacksChatAutoConfiguration.class,
				CallbacksHandlerAutoConfiguration.class))
		.withBean(ScriptedProvider.class, () -> this.provider)
		.withBean(RecordingHandler.class, () -> this.recording);

	@Test
	void progressOfAToolComesBetweenTheTokens() {
		this.provider.thenToolCalls(new ToolCall("1", "read", "{}")).thenTokens("The ", "answer");
		this.application.withBean(PageReader.class).run((context) -> {
			List<ServerSentEvent<Object>> sent = context.getBean(PageReader.class)
				.ask("What do the pages say?")
				.collectList()
				.block(WAIT);
			assertThat(sent).extracting((event) -> event.event() + " " + event.data())
				.containsSubsequence("progress 1 of 2 pages", "progress 2 of 2 pages", "token The ", "token answer");
		});
	}

	@Test
	void usageOfAnAnswerThatWasCutOffIsCountedToo() {
		this.provider.thenTokens(Usage.of(10, 2), "gpt", "a", "b").thenTokens("c", "d", "e");
		this.application.withBean(UsageLedger.class).run((context) -> {
			CallbackChatModel model = context.getBean(CallbackChatModel.class)
				.with(RunConfig.empty().metadata("user", "ada"));
			model.stream("Hello").blockLast(WAIT);
			model.stream("Hello").take(2).blockLast(WAIT);
			CallbackTests.awaitIdle(context.getBean(CallbackManager.class));
			Usage usage = context.getBean(UsageLedger.class).of("ada");
			assertThat(usage.inputTokens()).isEqualTo(10);
			assertThat(usage.outputTokens()).isEqualTo(4);
			assertThat(usage.estimated()).isTrue();
		});
	}

	@Test
	void answerThatBeginsLateIsLogged(CapturedOutput output) {
		RunInfo run = new RunInfo(UUID.randomUUID(), null, List.of(), RunKind.CHAT_MODEL, "gpt", List.of(), Map.of(),
				Instant.now());
		LlmResult result = LlmResult.none();
		SlowAnswers slowAnswers = new SlowAnswers();
		slowAnswers.warn(new LlmEnd(run, 3, 900_000_000, 700_000_000, 12, result, null));
		assertThat(output).doesNotContain("to the first");
		slowAnswers.warn(new LlmEnd(run, 3, 1_200_000_000, 900_000_000, 12, result, null));
		assertThat(output).contains("gpt took 900 ms to the first of 12 tokens, 1200 ms in all");
	}

	@Test
	void streamEndsWithTheTokenThatBreaksTheRule() {
		this.provider.thenTokens("The mas", "ter k", "ey is", " 1234");
		this.application.withBean(BlockedWords.class).run((context) -> {
			List<String> received = new ArrayList<>();
			assertThatThrownBy(() -> context.getBean(CallbackChatModel.class)
				.stream("What is it?")
				.doOnNext((chunk) -> received.add(chunk.text()))
				.blockLast(WAIT)).isInstanceOf(BlockedWords.BlockedWordException.class);
			assertThat(received).doesNotContain(" 1234");
			assertThat(this.provider.cancelled()).isEqualTo(1);
		});
	}

	@Test
	void toolIsCalledWhenAHumanHasApproved() {
		assertThat(transfer(ToolApproval::approve)).isEqualTo("done");
	}

	@Test
	void toolIsNotCalledWhenAHumanHasRefused() {
		assertThat(transfer(ToolApproval::refuse)).isInstanceOf(SecurityException.class);
	}

	/**
	 * Asks an agent for a transfer.
	 * @return what it came to, or what it failed with
	 */
	private Object transfer(BiConsumer<ToolApproval, UUID> decision) {
		this.provider.thenToolCalls(new ToolCall("1", "transfer", "{}")).thenTokens("done");
		AtomicReference<Object> outcome = new AtomicReference<>();
		this.application.withBean(ToolApproval.class).run((context) -> {
			AtomicBoolean called = new AtomicBoolean();
			Tool transfer = Tool.of(new ToolDefinition("transfer", "Moves money", "{}"), (input) -> {
				called.set(true);
				return "moved";
			});
			CompletableFuture<LlmResult> answer = context.getBean(Steps.class)
				.agent("teller", context.getBean(CallbackChatModel.class))
				.tools(transfer)
				.build()
				.callAsync(ChatRequest.of("Pay the rent"));
			ToolApproval approval = context.getBean(ToolApproval.class);
			await().until(() -> !approval.open().isEmpty());
			assertThat(called).isFalse();
			decision.accept(approval, approval.open().keySet().iterator().next());
			outcome.set(answer.handle((result, failure) -> (failure != null) ? failure : result.text())
				.get(20, TimeUnit.SECONDS));
			assertThat(called.get()).isEqualTo("done".equals(outcome.get()));
		});
		return outcome.get();
	}

	@Test
	void modelIsNotAskedWhenTheBudgetIsSpent() {
		this.provider.thenTokens(Usage.of(60_000, 40_000), "gpt", "a").thenTokens("b");
		this.application.withBean(TenantBudget.class).run((context) -> {
			CallbackChatModel model = context.getBean(CallbackChatModel.class);
			CallbackChatModel acme = model.with(RunConfig.empty().metadata("tenant", "acme"));
			acme.call("Hello");
			assertThatThrownBy(() -> acme.call("Hello")).hasMessageContaining("budget of tenant acme");
			assertThat(this.provider.requests()).hasSize(1);
			assertThat(model.with(RunConfig.empty().metadata("tenant", "other")).call("Hello").text()).isEqualTo("b");
		});
	}

	@Test
	void everyCallHasItsRow() {
		this.provider.thenTokens("a").thenFail(new IllegalStateException("down")).thenHang("b");
		Queue<CallAudit.Row> rows = new ConcurrentLinkedQueue<>();
		this.application.withBean(CallAudit.class).withBean(CallAudit.Rows.class, () -> rows::add).run((context) -> {
			CallbackChatModel model = context.getBean(CallbackChatModel.class);
			model.call("Hello");
			assertThatThrownBy(() -> model.call("Hello")).hasMessage("down");
			model.stream("Hello").blockFirst(WAIT);
			CallbackTests.awaitIdle(context.getBean(CallbackManager.class));
			assertThat(rows).extracting(CallAudit.Row::outcome).containsExactly("SUCCESS", "FAILED", "CLOSED");
		});
	}

	@Test
	void eventsTellConversationAndUser() {
		this.provider.thenTokens("Hello");
		this.application.withBean(Conversations.class).run((context) -> {
			context.getBean(Conversations.class).answer("c-1", "ada", "Hello").blockLast(WAIT);
			CallbackTests.awaitIdle(context.getBean(CallbackManager.class));
			assertThat(this.recording.events()).allSatisfy((event) -> {
				assertThat(event.run().metadata()).containsEntry("conversation_id", "c-1").containsEntry("user", "ada");
				assertThat(event.run().tags()).contains("support");
			});
		});
	}

	@Test
	void libraryWorksWithoutSpring(CapturedOutput output) {
		OneFile.main(new String[0]);
		assertThat(output.getOut()).contains("Why did the cat sit on the log? To see the tree.");
	}

}
