// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.langchain4j;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

import dev.langchain4j.agentic.UntypedAgent;
import dev.langchain4j.agentic.declarative.ConditionalAgent;
import dev.langchain4j.agentic.declarative.LoopAgent;
import dev.langchain4j.agentic.declarative.ParallelAgent;
import dev.langchain4j.agentic.declarative.ParallelMapperAgent;
import dev.langchain4j.agentic.declarative.SequenceAgent;
import dev.langchain4j.agentic.internal.AgentExecutor;
import dev.langchain4j.agentic.internal.AgentUtil;
import dev.langchain4j.agentic.scope.AgenticScope;
import dev.langchain4j.agentic.workflow.ConditionalAgentService;
import dev.langchain4j.agentic.workflow.LoopAgentService;
import dev.langchain4j.agentic.workflow.ParallelAgentService;
import dev.langchain4j.agentic.workflow.ParallelMapperService;
import dev.langchain4j.agentic.workflow.SequentialAgentService;
import dev.langchain4j.agentic.workflow.WorkflowAgentsBuilder;
import dev.langchain4j.agentic.workflow.impl.ConditionalAgentServiceImpl;
import dev.langchain4j.agentic.workflow.impl.LoopAgentServiceImpl;
import dev.langchain4j.agentic.workflow.impl.ParallelAgentServiceImpl;
import dev.langchain4j.agentic.workflow.impl.ParallelMapperServiceImpl;
import dev.langchain4j.agentic.workflow.impl.SequentialAgentServiceImpl;
import org.jspecify.annotations.Nullable;

/**
 * The builders of workflows of agents, found by LangChain4j through the service loader:
 * its own ones, whose workflows are runs. Where another library has such builders too,
 * those are used as they are, and their workflows are not observed.
 * <p>
 * <b>Thread-safety</b>: any thread may ask; a builder is for one thread.
 *
 * @since 0.1.0
 */
public final class ObservedWorkflows implements WorkflowAgentsBuilder {

	private final @Nullable WorkflowAgentsBuilder other = OtherLibrary.find(WorkflowAgentsBuilder.class,
			ObservedWorkflows.class, "Workflows of agents");

	private <B> B builder(Function<WorkflowAgentsBuilder, B> other, Supplier<B> own) {
		return (this.other != null) ? other.apply(this.other) : own.get();
	}

	private static @Nullable Method method(Class<?> type, Class<? extends Annotation> annotation) {
		return AgentUtil.validateAgentClass(type, false, annotation);
	}

	@Override
	public SequentialAgentService<UntypedAgent> sequenceBuilder() {
		return builder(WorkflowAgentsBuilder::sequenceBuilder, () -> new Sequence<>(UntypedAgent.class, null));
	}

	@Override
	public <T> SequentialAgentService<T> sequenceBuilder(Class<T> type) {
		return builder((other) -> other.sequenceBuilder(type),
				() -> new Sequence<>(type, method(type, SequenceAgent.class)));
	}

	@Override
	public ParallelAgentService<UntypedAgent> parallelBuilder() {
		return builder(WorkflowAgentsBuilder::parallelBuilder, () -> new Parallel<>(UntypedAgent.class, null));
	}

	@Override
	public <T> ParallelAgentService<T> parallelBuilder(Class<T> type) {
		return builder((other) -> other.parallelBuilder(type),
				() -> new Parallel<>(type, method(type, ParallelAgent.class)));
	}

	@Override
	public LoopAgentService<UntypedAgent> loopBuilder() {
		return builder(WorkflowAgentsBuilder::loopBuilder, () -> new Loop<>(UntypedAgent.class, null));
	}

	@Override
	public <T> LoopAgentService<T> loopBuilder(Class<T> type) {
		return builder((other) -> other.loopBuilder(type), () -> new Loop<>(type, method(type, LoopAgent.class)));
	}

	@Override
	public ConditionalAgentService<UntypedAgent> conditionalBuilder() {
		return builder(WorkflowAgentsBuilder::conditionalBuilder, () -> new Conditional<>(UntypedAgent.class, null));
	}

	@Override
	public <T> ConditionalAgentService<T> conditionalBuilder(Class<T> type) {
		return builder((other) -> other.conditionalBuilder(type),
				() -> new Conditional<>(type, method(type, ConditionalAgent.class)));
	}

	@Override
	public ParallelMapperService<UntypedAgent> parallelMapperBuilder() {
		return builder(WorkflowAgentsBuilder::parallelMapperBuilder, () -> new Mapper<>(UntypedAgent.class, null));
	}

	@Override
	public <T> ParallelMapperService<T> parallelMapperBuilder(Class<T> type) {
		return builder((other) -> other.parallelMapperBuilder(type),
				() -> new Mapper<>(type, method(type, ParallelMapperAgent.class)));
	}

	private static final class Sequence<T> extends SequentialAgentServiceImpl<T> {

		private Sequence(Class<T> type, @Nullable Method method) {
			super(type, method);
		}

		@Override
		public SequentialAgentService<T> subAgents(Collection<?> agents) {
			return super.subAgents(WorkflowStep.of(agents));
		}

		@Override
		public T build() {
			Workflow workflow = new Workflow();
			this.beforeCall = workflow.entering(this.beforeCall);
			this.errorHandler = workflow.retrying(this.errorHandler);
			return workflow.observe(super.build());
		}

	}

	private static final class Parallel<T> extends ParallelAgentServiceImpl<T> {

		private Parallel(Class<T> type, @Nullable Method method) {
			super(type, method);
		}

		@Override
		public ParallelAgentService<T> subAgents(Collection<?> agents) {
			return super.subAgents(WorkflowStep.of(agents));
		}

		@Override
		public T build() {
			Workflow workflow = new Workflow();
			this.beforeCall = workflow.entering(this.beforeCall);
			this.errorHandler = workflow.retrying(this.errorHandler);
			return workflow.observe(super.build());
		}

	}

	private static final class Loop<T> extends LoopAgentServiceImpl<T> {

		private Loop(Class<T> type, @Nullable Method method) {
			super(type, method);
		}

		@Override
		public LoopAgentService<T> subAgents(Collection<?> agents) {
			return super.subAgents(WorkflowStep.of(agents));
		}

		@Override
		public T build() {
			Workflow workflow = new Workflow();
			this.beforeCall = workflow.entering(this.beforeCall);
			this.errorHandler = workflow.retrying(this.errorHandler);
			return workflow.observe(super.build());
		}

	}

	private static final class Conditional<T> extends ConditionalAgentServiceImpl<T> {

		private Conditional(Class<T> type, @Nullable Method method) {
			super(type, method);
		}

		@Override
		public ConditionalAgentServiceImpl<T> subAgents(String description, Predicate<AgenticScope> condition,
				List<AgentExecutor> agents) {
			return super.subAgents(description, condition, WorkflowStep.of(agents));
		}

		@Override
		public T build() {
			Workflow workflow = new Workflow();
			this.beforeCall = workflow.entering(this.beforeCall);
			this.errorHandler = workflow.retrying(this.errorHandler);
			return workflow.observe(super.build());
		}

	}

	private static final class Mapper<T> extends ParallelMapperServiceImpl<T> {

		private Mapper(Class<T> type, @Nullable Method method) {
			super(type, method);
		}

		@Override
		public ParallelMapperService<T> subAgents(Collection<?> agents) {
			return super.subAgents(WorkflowStep.of(agents));
		}

		@Override
		public T build() {
			Workflow workflow = new Workflow();
			this.beforeCall = workflow.entering(this.beforeCall);
			this.errorHandler = workflow.retrying(this.errorHandler);
			return workflow.observe(super.build());
		}

	}

}
