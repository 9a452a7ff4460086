// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.wire;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.callbacks.CallbackHandler;
import dev.callbacks.HandlerSettings;
import dev.callbacks.Run;
import dev.callbacks.event.AgentAction;
import dev.callbacks.event.ChainEnd;
import dev.callbacks.event.ChainError;
import dev.callbacks.event.ChainStart;
import dev.callbacks.event.Retry;
import dev.callbacks.event.RunKind;
import dev.callbacks.langchain4j.AgentCallbacks;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.agentic.Agent;
import dev.langchain4j.agentic.AgenticServices;
import dev.langchain4j.agentic.UntypedAgent;
import dev.langchain4j.agentic.agent.AgentInvocationException;
import dev.langchain4j.agentic.agent.ErrorRecoveryResult;
import dev.langchain4j.agentic.planner.AgentInstance;
import dev.langchain4j.agentic.scope.ResultWithAgenticScope;
import dev.langchain4j.agentic.supervisor.SupervisorAgent;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.service.MemoryId;
import dev.langchain4j.service.TokenStream;
import dev.langchain4j.service.UserMessage;
import dev.langchain4j.service.V;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Agents of LangChain4j, alone and in workflows, as trees of runs.
 */
class LangChain4jAgentTests {

	private static final String MODEL = "CHAT_MODEL openai";

	private LangChain4jRig rig;

	@BeforeEach
	void start() throws IOException {
		this.rig = new LangChain4jRig();
		this.rig.callbacks.install();
		this.rig.server.answers(Script.tokens("Once"));
	}

	@AfterEach
	void stop() {
		this.rig.close();
		assertThat(Run.find()).isEmpty();
	}

	private Writer writer() {
		return AgenticServices.agentBuilder(Writer.class).chatModel(this.rig.model()).outputKey("story").build();
	}

	private Editor editor() {
		return AgenticServices.agentBuilder(Editor.class).chatModel(this.rig.model()).outputKey("edited").build();
	}

	private ChainStart start(String name) {
		return this.rig.events(ChainStart.class)
			.stream()
			.filter((start) -> start.run().name().equals(name))
			.findFirst()
			.orElseThrow();
	}

	private ChainEnd end(String name) {
		return this.rig.events(ChainEnd.class)
			.stream()
			.filter((end) -> end.run().name().equals(name))
			.findFirst()
			.orElseThrow();
	}

	@Test
	void agentIsARunWithItsNameAndInputs() {
		assertThat(writer().write("dragons")).isEqualTo("Once");
		assertThat(this.rig.tree()).containsExactly("AGENT writer", "  " + MODEL);
		assertThat(start("writer").inputs()).isEqualTo(Map.of("topic", "dragons"));
		assertThat(start("writer").run().metadata()).containsKey("invocationId");
		assertThat(end("writer").output()).isEqualTo("Once");
	}

	@Test
	void agentIsNamedAsItsBuilderSays() {
		AgenticServices.agentBuilder(Writer.class).chatModel(this.rig.model()).name("poet").build().write("dragons");
		assertThat(this.rig.tree()).containsExactly("AGENT poet", "  " + MODEL);
	}

	@Test
	void toolsOfAnAgentAreBelowIt() {
		this.rig.server.answers(Script.calls(new Script.Call("call_1", "lookUp", "{\"word\":\"dragon\"}")),
				Script.tokens("Once"));
		AgenticServices.agentBuilder(Writer.class)
			.chatModel(this.rig.model())
			.tools(new Dictionary())
			.build()
			.write("dragons");
		assertThat(this.rig.tree()).containsExactly("AGENT writer", "  " + MODEL, "  TOOL lookUp", "  " + MODEL);
		assertThat(this.rig.events(AgentAction.class)).singleElement()
			.satisfies((action) -> assertThat(action.run().kind()).isEqualTo(RunKind.AGENT));
	}

	@Test
	void sequenceIsATree() {
		UntypedAgent sequence = AgenticServices.sequenceBuilder()
			.name("publish")
			.subAgents(writer(), editor())
			.outputKey("edited")
			.build();
		assertThat(sequence.invoke(Map.of("topic", "dragons"))).isEqualTo("Once");
		assertThat(this.rig.tree()).containsExactly("AGENT publish", "  AGENT writer", "    " + MODEL, "  AGENT edit",
				"    " + MODEL);
		assertThat(start("publish").inputs()).isEqualTo(Map.of("topic", "dragons"));
		assertThat(start("edit").inputs()).isEqualTo(Map.of("story", "Once"));
		assertThat(end("publish").output()).isEqualTo("Once");
	}

	@Test
	void typedWorkflowHasTheInputsOfItsMethod() {
		Publisher publisher = AgenticServices.sequenceBuilder(Publisher.class)
			.subAgents(writer(), editor())
			.outputKey("edited")
			.build();
		ResultWithAgenticScope<String> result = publisher.publish("reader-7", "dragons");
		assertThat(result.result()).isEqualTo("Once");
		assertThat(publisher).isEqualTo(publisher).hasToString("Sequential<Publisher>");
		assertThat(((AgentInstance) publisher).subagents()).hasSize(2);
		assertThat(start("publish").inputs()).containsEntry("topic", "dragons");
		assertThat(end("publish").output()).isEqualTo("Once");
		assertThat(this.rig.tree()).hasSize(5);
	}

	@Test
	void loopIsATree() {
		UntypedAgent loop = AgenticServices.loopBuilder()
			.name("polish")
			.subAgents(editor())
			.maxIterations(2)
			.outputKey("edited")
			.build();
		loop.invoke(Map.of("story", "Once"));
		assertThat(this.rig.tree()).containsExactly("AGENT polish", "  AGENT edit", "    " + MODEL, "  AGENT edit",
				"    " + MODEL);
	}

	@Test
	void conditionalIsATree() {
		UntypedAgent conditional = AgenticServices.conditionalBuilder()
			.name("choose")
			.subAgents((scope) -> scope.hasState("story"), editor())
			.subAgents((scope) -> scope.hasState("topic"), writer())
			.build();
		conditional.invoke(Map.of("topic", "dragons"));
		assertThat(this.rig.tree()).containsExactly("AGENT choose", "  AGENT writer", "    " + MODEL);
	}

	@Test
	void parallelAgentsAreBelowTheirWorkflow() {
		UntypedAgent parallel = AgenticServices.parallelBuilder().name("both").subAgents(writer(), editor()).build();
		parallel.invoke(Map.of("topic", "dragons", "story", "Once"));
		assertThat(this.rig.tree()).containsExactlyInAnyOrder("AGENT both", "  AGENT writer", "    " + MODEL,
				"  AGENT edit", "    " + MODEL);
		assertThat(start("writer").run().parentId()).isEqualTo(start("both").run().id());
		assertThat(start("edit").run().parentId()).isEqualTo(start("both").run().id());
	}

	@Test
	void parallelWorkflowsThatWorkAtOnceAreTrees() {
		UntypedAgent parallel = AgenticServices.parallelBuilder().name("both").subAgents(writer(), editor()).build();
		List<Thread> threads = IntStream.range(0, 8)
			.mapToObj((n) -> new Thread(() -> parallel.invoke(Map.of("topic", "dragons", "story", "Once"))))
			.toList();
		threads.forEach(Thread::start);
		threads.forEach(LangChain4jAgentTests::join);
		List<ChainStart> starts = this.rig.events(ChainStart.class);
		assertThat(starts).hasSize(24);
		assertThat(starts).filteredOn((start) -> start.run().parentId() == null).hasSize(8).allSatisfy((root) -> {
			assertThat(root.run().name()).isEqualTo("both");
			assertThat(starts).filteredOn((start) -> root.run().id().equals(start.run().parentId()))
				.extracting((start) -> start.run().name())
				.containsExactlyInAnyOrder("writer", "edit");
		});
	}

	private static void join(Thread thread) {
		try {
			thread.join(20_000);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void workflowsInParallelWorkflowsAreBelowThem() {
		UntypedAgent inner = AgenticServices.parallelBuilder().name("inner").subAgents(writer(), editor()).build();
		UntypedAgent other = AgenticServices.sequenceBuilder().name("other").subAgents(editor()).build();
		UntypedAgent outer = AgenticServices.parallelBuilder().name("outer").subAgents(inner, other).build();
		outer.invoke(Map.of("topic", "dragons", "story", "Once"));
		assertThat(this.rig.tree()).containsExactlyInAnyOrder("AGENT outer", "  AGENT inner", "    AGENT writer",
				"      " + MODEL, "    AGENT edit", "      " + MODEL, "  AGENT other", "    AGENT edit",
				"      " + MODEL);
	}

	@Test
	void mappedAgentsAreBelowTheirWorkflow() {
		Mapper mapper = AgenticServices.parallelMapperBuilder(Mapper.class).subAgents(writer()).build();
		assertThat(mapper.map(List.of("dragons", "knights"))).containsExactly("Once", "Once");
		assertThat(this.rig.tree()).containsExactlyInAnyOrder("AGENT map", "  AGENT writer", "    " + MODEL,
				"  AGENT writer", "    " + MODEL);
	}

	@Test
	void asynchronousAgentsAreBelowTheirWorkflow() {
		Writer writer = AgenticServices.agentBuilder(Writer.class)
			.chatModel(this.rig.model())
			.outputKey("story")
			.async(true)
			.build();
		UntypedAgent sequence = AgenticServices.sequenceBuilder()
			.name("publish")
			.subAgents(writer, editor())
			.outputKey("edited")
			.build();
		assertThat(sequence.invoke(Map.of("topic", "dragons"))).isEqualTo("Once");
		assertThat(this.rig.tree()).contains("AGENT publish", "  AGENT writer", "  AGENT edit").hasSize(5);
	}

	@Test
	void agentsThatAreNoServicesAreRuns() {
		UntypedAgent sequence = AgenticServices.sequenceBuilder()
			.name("publish")
			.subAgents(new Counter(), AgenticServices.agentAction((scope) -> scope.writeState("seen", true)))
			.outputKey("words")
			.build();
		assertThat(sequence.invoke(Map.of("story", "Once upon"))).isEqualTo(2);
		assertThat(this.rig.tree()).containsExactly("AGENT publish", "  AGENT count", "  AGENT accept");
		assertThat(start("count").inputs()).isEqualTo(Map.of("story", "Once upon"));
		assertThat(end("count").output()).isEqualTo(2);
	}

	@Test
	void failureOfAnAgentIsThatOfItsWorkflow() {
		this.rig.server.answers(Script.status(400));
		UntypedAgent sequence = AgenticServices.sequenceBuilder().name("publish").subAgents(writer()).build();
		assertThatThrownBy(() -> sequence.invoke(Map.of("topic", "dragons")))
			.isInstanceOf(AgentInvocationException.class)
			.hasStackTraceContaining("refused with 400");
		assertThat(this.rig.tree()).containsExactly("AGENT publish", "  AGENT writer", "    " + MODEL);
		assertThat(this.rig.events(ChainError.class)).extracting((error) -> error.run().name())
			.containsExactly("writer", "publish");
	}

	@Test
	void errorOfAWorkflowEndsItsRun() {
		AssertionError failure = new AssertionError("condition");
		UntypedAgent loop = AgenticServices.loopBuilder().name("polish").subAgents(editor()).exitCondition((scope) -> {
			throw failure;
		}).build();
		assertThatThrownBy(() -> loop.invoke(Map.of("story", "Once"))).isSameAs(failure);
		assertThat(this.rig.events(ChainError.class)).singleElement()
			.satisfies((error) -> assertThat(error.error()).isSameAs(failure));
	}

	@Test
	void agentThatStreamsEndsWithItsStream() throws Exception {
		this.rig.server.answers(Script.tokens("On", "ce"));
		StreamingWriter writer = AgenticServices.agentBuilder(StreamingWriter.class)
			.streamingChatModel(this.rig.streaming())
			.outputKey("story")
			.build();
		StreamingPublisher publisher = AgenticServices.sequenceBuilder(StreamingPublisher.class)
			.subAgents(writer)
			.outputKey("story")
			.build();
		assertThat(LangChain4jRig.answer(publisher.publish("dragons"))).isEqualTo("Once");
		assertThat(this.rig.tree()).containsExactly("AGENT publish", "  AGENT write", "    " + MODEL);
		assertThat(end("write").output()).isEqualTo("Once");
	}

	@Test
	void workflowBelowARunIsBelowIt() {
		this.rig.manager.chain("request").run(() -> {
			UntypedAgent sequence = AgenticServices.sequenceBuilder().name("publish").subAgents(writer()).build();
			sequence.invoke(Map.of("topic", "dragons"));
		});
		assertThat(this.rig.tree()).containsExactly("CHAIN request", "  AGENT publish", "    AGENT writer",
				"      " + MODEL);
	}

	@Test
	void supervisorInAWorkflowIsATree() {
		this.rig.server.answers(Script.tokens("{\"agentName\":\"writer$0$0\",\"arguments\":{\"topic\":\"dragons\"}}"),
				Script.tokens("Once"), Script.tokens("{\"agentName\":\"done\",\"arguments\":{\"response\":\"Once\"}}"));
		SupervisorAgent supervisor = AgenticServices.supervisorBuilder()
			.chatModel(this.rig.model())
			.subAgents(writer())
			.build();
		UntypedAgent sequence = AgenticServices.sequenceBuilder().name("publish").subAgents(supervisor).build();
		sequence.invoke(Map.of("request", "Write about dragons"));
		assertThat(this.rig.tree()).containsExactly("AGENT publish", "  AGENT invoke", "    CHAIN PlannerAgent.plan",
				"      " + MODEL, "    AGENT writer", "      " + MODEL, "    CHAIN PlannerAgent.plan",
				"      " + MODEL);
	}

	@Test
	void supervisorIsATreeWhenItIsWrapped() {
		this.rig.server.answers(Script.tokens("{\"agentName\":\"writer$0\",\"arguments\":{\"topic\":\"dragons\"}}"),
				Script.tokens("Once"), Script.tokens("{\"agentName\":\"done\",\"arguments\":{\"response\":\"Once\"}}"));
		SupervisorAgent supervisor = AgentCallbacks.wrap(this.rig.callbacks,
				AgenticServices.supervisorBuilder().chatModel(this.rig.model()).subAgents(writer()).build());
		assertThat(AgentCallbacks.wrap(this.rig.callbacks, supervisor)).isSameAs(supervisor);
		assertThat(supervisor.invoke("Write about dragons")).isEqualTo("Once");
		assertThat(this.rig.tree()).containsExactly("AGENT invoke", "  CHAIN PlannerAgent.plan", "    " + MODEL,
				"  AGENT writer", "    " + MODEL, "  CHAIN PlannerAgent.plan", "    " + MODEL);
		assertThat(start("invoke").inputs()).isEqualTo(Map.of("request", "Write about dragons"));
	}

	@Test
	void asynchronousAgentOfASupervisorIsBelowIt() {
		this.rig.server.answers(Script.tokens("{\"agentName\":\"writer$0$0\",\"arguments\":{\"topic\":\"dragons\"}}"),
				Script.tokens("{\"agentName\":\"done\",\"arguments\":{\"response\":\"Once\"}}"));
		Writer writer = AgenticServices.agentBuilder(Writer.class).chatModel(new ChatModel() {

			@Override
			public ChatResponse doChat(ChatRequest request) {
				return ChatResponse.builder().aiMessage(AiMessage.from("Once")).build();
			}

		}).outputKey("story").async(true).build();
		SupervisorAgent supervisor = AgenticServices.supervisorBuilder()
			.chatModel(this.rig.model())
			.subAgents(writer)
			.build();
		AgenticServices.sequenceBuilder()
			.name("publish")
			.subAgents(supervisor)
			.build()
			.invoke(Map.of("request", "Write about dragons"));
		assertThat(this.rig.tree()).contains("  AGENT invoke", "    AGENT writer").hasSize(8);
	}

	@Test
	void workflowsOfASupervisorAreBelowIt() {
		this.rig.server.answers(
				Script.tokens("{\"agentName\":\"publish$0\",\"arguments\":{\"reader\":\"r\",\"topic\":\"dragons\"}}"),
				Script.tokens("Once"), Script.tokens("{\"agentName\":\"done\",\"arguments\":{\"response\":\"Once\"}}"));
		Publishing publishing = AgenticServices.sequenceBuilder(Publishing.class)
			.subAgents(writer())
			.outputKey("story")
			.build();
		AgentCallbacks
			.wrap(this.rig.callbacks,
					AgenticServices.supervisorBuilder().chatModel(this.rig.model()).subAgents(publishing).build())
			.invoke("Write about dragons");
		assertThat(this.rig.tree()).containsExactly("AGENT invoke", "  CHAIN PlannerAgent.plan", "    " + MODEL,
				"  AGENT publish", "    AGENT writer", "      " + MODEL, "  CHAIN PlannerAgent.plan", "    " + MODEL);
	}

	@Test
	void agentThatIsAskedAgainIsARetryOfItsWorkflow() {
		this.rig.server.answers(Script.status(400), Script.status(400), Script.tokens("Once"));
		UntypedAgent sequence = AgenticServices.sequenceBuilder()
			.name("publish")
			.subAgents(writer())
			.errorHandler((failure) -> ErrorRecoveryResult.retry())
			.outputKey("story")
			.build();
		assertThat(sequence.invoke(Map.of("topic", "dragons"))).isEqualTo("Once");
		assertThat(this.rig.events(Retry.class)).extracting((retry) -> retry.run().name() + " " + retry.attempt())
			.containsExactly("publish 2", "publish 3");
		assertThat(this.rig.events(Retry.class).get(0).error()).isInstanceOf(AgentInvocationException.class)
			.hasStackTraceContaining("refused with 400");
	}

	@Test
	void parallelAgentThatIsAskedAgainIsARetryOfItsWorkflow() {
		this.rig.server.answers(Script.status(400), Script.tokens("Once"));
		UntypedAgent parallel = AgenticServices.parallelBuilder()
			.name("both")
			.subAgents(writer(), new Counter())
			.errorHandler((failure) -> ErrorRecoveryResult.retry())
			.build();
		parallel.invoke(Map.of("topic", "dragons", "story", "Once"));
		assertThat(this.rig.events(Retry.class)).extracting((retry) -> retry.run().name() + " " + retry.attempt())
			.containsExactly("both 2");
	}

	@Test
	void agentThatBeginsAfterItsWorkflowIsOverIsBelowTheNextOne() {
		CountDownLatch over = new CountDownLatch(1);
		Writer writer = AgenticServices.agentBuilder(Writer.class).chatModel((scope) -> {
			await(over);
			return this.rig.model();
		}).outputKey("story").async(true).build();
		UntypedAgent inner = AgenticServices.sequenceBuilder().name("inner").subAgents(writer).build();
		AgenticServices.sequenceBuilder()
			.name("outer")
			.subAgents(inner, AgenticServices.agentAction(over::countDown))
			.build()
			.invoke(Map.of("topic", "dragons"));
		assertThat(this.rig.tree()).containsExactlyInAnyOrder("AGENT outer", "  AGENT inner", "  AGENT run",
				"  AGENT writer", "    " + MODEL);
		assertThat(this.rig.events(ChainError.class)).isEmpty();
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void mappedWorkflowsAreNotMixedUp() {
		this.rig.manager.add(new SlowHandler());
		Pair pair = AgenticServices.parallelBuilder(Pair.class).subAgents(writer(), AgenticServices.agentAction(() -> {
		})).outputKey("story").build();
		AgenticServices.parallelMapperBuilder(Mapper.class).subAgents(pair).build().map(List.of("dragons", "knights"));
		Set<UUID> mapped = this.rig.events(ChainStart.class)
			.stream()
			.filter((start) -> start.run().name().equals("write"))
			.map((start) -> start.run().id())
			.collect(Collectors.toSet());
		assertThat(this.rig.events(ChainStart.class)).filteredOn((start) -> start.run().name().equals("writer"))
			.hasSize(2)
			.allSatisfy((start) -> assertThat(start.run().rootId()).isEqualTo(start("map").run().id()));
		assertThat(mapped).hasSize(2);
	}

	@Test
	void handlerThatRaisesErrorsStopsAWorkflow() {
		this.rig.manager.add(new Refusing());
		UntypedAgent sequence = AgenticServices.sequenceBuilder().subAgents(writer()).build();
		assertThatThrownBy(() -> sequence.invoke(Map.of("topic", "dragons"))).isInstanceOf(IllegalStateException.class)
			.hasMessage("refused");
		assertThatThrownBy(() -> writer().write("dragons")).hasRootCauseMessage("refused");
		assertThat(this.rig.server.requests()).isEmpty();
	}

	@Test
	void nothingIsSeenWhenNobodyIsInstalled() {
		UntypedAgent sequence = AgenticServices.sequenceBuilder().subAgents(writer(), new Counter()).build();
		this.rig.callbacks.uninstall();
		sequence.invoke(Map.of("topic", "dragons"));
		assertThat(this.rig.events()).isEmpty();
	}

	public interface Writer {

		@Agent(name = "writer")
		@UserMessage("Write about {{topic}}")
		String write(@V("topic") String topic);

	}

	public interface Editor {

		@Agent
		@UserMessage("Edit {{story}}")
		String edit(@V("story") String story);

	}

	public interface StreamingWriter {

		@Agent
		@UserMessage("Write about {{topic}}")
		TokenStream write(@V("topic") String topic);

	}

	public interface Publisher {

		@Agent
		ResultWithAgenticScope<String> publish(@MemoryId String reader, @V("topic") String topic);

	}

	public interface Publishing {

		@Agent(description = "publishes")
		String publish(@V("topic") String topic);

	}

	public interface Pair {

		@Agent
		String write(@V("topic") String topic);

	}

	public interface StreamingPublisher {

		@Agent
		TokenStream publish(@V("topic") String topic);

	}

	public interface Mapper {

		@Agent
		List<String> map(@V("topics") List<String> topics);

	}

	public static class Counter {

		@Agent(outputKey = "words")
		public Object count(@V("story") String story) {
			return story.split(" ").length;
		}

	}

	static class Refusing implements CallbackHandler {

		@Override
		public HandlerSettings settings() {
			return HandlerSettings.none().withRaiseError(true);
		}

		@Override
		public void onChainStart(ChainStart event) {
			throw new IllegalStateException("refused");
		}

	}

	static class Dictionary {

		@Tool
		String lookUp(String word) {
			return word + " is a word";
		}

	}

}
